import type { SandboxPolicy } from '@gw/sandbox';

/** What a sandbox is made of. */
export interface ImageChoice {
  /** What it really is, for people: `Python 3.11.7`. */
  readonly runtime: string;
  /** For an engine that has images: the one to start. */
  readonly image?: string;
  /** What its programs need to be seen. */
  readonly policy?: Pick<SandboxPolicy, 'allowRead'>;
  /** Variables of all its commands. */
  readonly env?: Readonly<Record<string, string>>;
}

/** An image as callers see it in the list. */
export interface SandboxImage {
  /** What to give as `image`. */
  readonly name: string;
  readonly runtime: string;
  readonly description: string;
  readonly isDefault: boolean;
}

/** A way to begin. */
export interface SandboxTemplate {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly description: string;
  /** A command that shows that it works. */
  readonly example: string;
}

/** The images that an engine has. */
export interface SandboxImages {
  /** `sandbox`, `podman` or `docker`. */
  readonly engine: string;
  /** What a name stands for; undefined where there is no such image. */
  find(name: string): ImageChoice | undefined;
  list(): readonly SandboxImage[];
  templates(): readonly SandboxTemplate[];
}

/** What clients ask for that name nothing. */
export const defaultImage = 'mcpgateway/sandbox-runtime:latest';

/** Whether a name means the default image, whatever its tag. */
export const isDefaultImage = (name: string): boolean => /^mcpgateway\/sandbox-runtime(?:[:@]|$)/.test(name);
