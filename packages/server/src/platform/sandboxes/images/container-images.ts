import {
  defaultImage,
  type ImageChoice,
  isDefaultImage,
  type SandboxImage,
  type SandboxImages,
  type SandboxTemplate,
} from './sandbox-images.ts';

/** What {@link ContainerImages} are made of. */
export interface ContainerImagesOptions {
  readonly engine: 'podman' | 'docker';
  /** What stands for the default. */
  readonly image: string;
  /** Those that callers may name; `*` stands for anything without a slash. */
  readonly images: readonly string[];
}

/** A reference as engines take it: no option, no space. Source: the grammar of distribution/reference. */
const reference = /^[a-z0-9][\w./:@-]{0,254}$/i;

/** Images of a container engine, as far as the operator lets callers name them. */
export class ContainerImages implements SandboxImages {
  readonly engine: 'podman' | 'docker';
  readonly #image: string;
  readonly #patterns: readonly string[];

  constructor({ engine, image, images }: ContainerImagesOptions) {
    this.engine = engine;
    this.#image = image;
    this.#patterns = images;
  }

  find(name: string): ImageChoice | undefined {
    if (isDefaultImage(name) || name === this.#image) return this.#choice(this.#image);
    const isAllowed = reference.test(name) && this.#patterns.some(pattern => fits(pattern, name));
    return isAllowed ? this.#choice(name) : undefined;
  }

  list(): readonly SandboxImage[] {
    const description = `A container of ${this.engine}.`;
    const own = { name: defaultImage, runtime: this.#title(this.#image), description, isDefault: true };
    const others = this.#patterns.map(name => ({
      name,
      runtime: this.#title(name),
      description,
      isDefault: false,
    }));
    return [own, ...others];
  }

  templates(): readonly SandboxTemplate[] {
    const description = `A container of ${this.engine}, from ${this.#image}.`;
    return [{ id: 'default', name: 'Default', image: defaultImage, description, example: 'uname -a' }];
  }

  #choice(image: string): ImageChoice {
    return { image: fullName(image), runtime: this.#title(image) };
  }

  #title(image: string): string {
    return `${image} (${this.engine})`;
  }
}

/** podman asks back which registry is meant; docker's own is what everybody means. */
const fullName = (image: string) => (image.includes('/') ? image : `docker.io/library/${image}`);

/** Whether a name is one that a pattern means. No `*` stands for a slash, before which another registry could be. */
function fits(pattern: string, name: string): boolean {
  const parts = pattern.split('*').map(part => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const tagged = /[:@][^/]*$/.test(name) ? name : `${name}:latest`;
  return new RegExp(`^${parts.join('[^/]*')}$`).test(tagged) || pattern === name;
}
