import { hash } from 'node:crypto';

/** A tool or prompt by its server's own words. */
export interface Origin {
  readonly service: string;
  readonly name: string;
}

/** The name under which all servers together offer it: it is looked up, and never taken apart. */
const qualifiedName = ({ service, name }: Origin): string => `${service}__${name}`;

/** The name for one whose {@link qualifiedName} another has already: the same one each time. */
const distinctName = (origin: Origin): string =>
  `${qualifiedName(origin)}_${hash('sha256', `${origin.service}\0${origin.name}`).slice(0, 8)}`;

/**
 * Gives each tool or prompt a name of its own. Who comes first keeps the plain one, so that a server that is added
 * after the others renames nothing.
 */
export class QualifiedNames {
  readonly #origins = new Map<string, Origin>();

  /** @returns undefined: even the distinct name is taken, by design of whoever chose that name */
  add(origin: Origin): string | undefined {
    const name = [qualifiedName(origin), distinctName(origin)].find(free => !this.#origins.has(free));
    if (name !== undefined) this.#origins.set(name, origin);
    return name;
  }

  /** Whose each name is. */
  get origins(): ReadonlyMap<string, Origin> {
    return this.#origins;
  }
}
