import type { HostRuntime, RuntimeName } from '@gw/sandbox';
import {
  defaultImage,
  type ImageChoice,
  isDefaultImage,
  type SandboxImage,
  type SandboxImages,
  type SandboxTemplate,
} from './sandbox-images.ts';

/** What {@link HostImages} are made of. */
export interface HostImagesOptions {
  readonly runtimes: readonly HostRuntime[];
  /** Holds the programs of the runtimes under the names that people call them by. */
  readonly programFolder: string;
  /** The `PATH` behind that folder. */
  readonly path: string;
}

/** `python`, `python:3.12-slim`, `docker.io/library/python@sha256:…`. */
const official = /^(?:docker\.io\/)?(?:library\/)?(python|node|bash)(?:[:@][\w.:@-]+)?$/;

const titles: Readonly<Record<RuntimeName, string>> = { python: 'Python', node: 'Node.js', bash: 'bash' };

const examples: Readonly<Record<RuntimeName, string>> = {
  python: 'python -c "print(6 * 7)"',
  node: 'node -e "console.log(6 * 7)"',
  bash: 'bash -c "echo $((6 * 7))"',
};

/**
 * Images without any: the names that people use for a language stand for this host's own. All sandboxes see all of
 * them; the name says which has to be there.
 */
export class HostImages implements SandboxImages {
  readonly engine = 'sandbox';
  readonly #runtimes: readonly HostRuntime[];
  readonly #common: Pick<ImageChoice, 'policy' | 'env'>;

  constructor({ runtimes, programFolder, path }: HostImagesOptions) {
    this.#runtimes = runtimes;
    const allowRead = [programFolder, ...new Set(runtimes.flatMap(({ needs }) => needs))];
    this.#common = { policy: { allowRead }, env: { PATH: `${programFolder}:${path}` } };
  }

  find(name: string): ImageChoice | undefined {
    if (isDefaultImage(name)) return { ...this.#common, runtime: this.#all };
    const language = official.exec(name)?.[1];
    const runtime = this.#runtimes.find(one => one.name === language);
    return runtime && { ...this.#common, runtime: titleOf(runtime) };
  }

  list(): readonly SandboxImage[] {
    const description = 'Programs of this host, isolated.';
    const own = { name: defaultImage, runtime: this.#all, description, isDefault: true };
    const languages = this.#runtimes.map(runtime => ({
      name: `${runtime.name}:${runtime.version}`,
      runtime: titleOf(runtime),
      description: `${description} Any other tag of ${runtime.name} gives this version, too.`,
      isDefault: false,
    }));
    return [own, ...languages];
  }

  templates(): readonly SandboxTemplate[] {
    return this.#runtimes.map(runtime => ({
      id: runtime.name,
      name: titles[runtime.name],
      image: `${runtime.name}:${runtime.version}`,
      description: `A place to run ${titleOf(runtime)}.`,
      example: examples[runtime.name],
    }));
  }

  get #all(): string {
    return this.#runtimes.map(titleOf).join(', ') || 'sh';
  }
}

const titleOf = ({ name, version }: HostRuntime) => `${titles[name]} ${version}`;
