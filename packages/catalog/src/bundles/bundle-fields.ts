/** What a bundle is made with. */
export interface BundleFields {
  readonly name: string;
  readonly description?: string | null | undefined;
  /** Unique. */
  readonly agentId?: string | null | undefined;
}

/** What a tool is in a bundle; what is left out is as it is, or by default. */
export interface BundleToolFields {
  readonly overrideName?: string | null | undefined;
  readonly overrideDescription?: string | null | undefined;
  /** Default true. */
  readonly enabled?: boolean | undefined;
  /** Default: after those that are there. */
  readonly displayOrder?: number | undefined;
}

/** A tool that is to be put into a bundle. */
export interface NewBundledTool extends BundleToolFields {
  readonly toolId: string;
}
