import { EventEmitter } from 'node:events';
import type { AttachedSkill, Catalog, SkillLibrary } from '@gw/catalog';
import type { Contribution, Contributions } from '../../mcp/hub/contributions.ts';
import { SkillContribution } from './skill-contribution.ts';

interface Made {
  readonly skills: readonly AttachedSkill[];
  readonly contribution: SkillContribution;
}

/** Attached skills, as the gateway adds them to what servers offer. Until there is a library, it adds nothing. */
export class SkillContributions implements Contributions {
  readonly #changes = new EventEmitter<{
    changed: [service: string, uris: readonly string[]];
  }>().setMaxListeners(0);
  readonly #made = new Map<string, Made>();
  /** Goes by a library from now on. */
  use(library: SkillLibrary, catalog: Catalog): void {
    library.on('changed', () => this.#follow(library));
    // A server that is gone, or has another name, offers nothing under the old one.
    catalog.on('serversChanged', () => this.#follow(library));
    this.#follow(library);
  }

  of(service: string): Contribution | undefined {
    return this.#made.get(service)?.contribution;
  }

  onChanged(listener: (service: string, uris: readonly string[]) => void): () => void {
    this.#changes.on('changed', listener);
    return () => void this.#changes.off('changed', listener);
  }

  #follow(library: SkillLibrary): void {
    const offers = library.offers();
    for (const service of new Set([...this.#made.keys(), ...offers.keys()])) {
      const skills = offers.get(service);
      const before = this.#made.get(service);
      if (before?.skills === skills) continue;
      const contribution = skills && new SkillContribution(service, skills, library);
      if (skills && contribution) this.#made.set(service, { skills, contribution });
      else this.#made.delete(service);
      this.#changes.emit('changed', service, changedUris(before?.contribution, contribution));
    }
  }
}

function changedUris(before: SkillContribution | undefined, after: SkillContribution | undefined): string[] {
  const old = before?.digests ?? new Map<string, string>();
  const now = after?.digests ?? new Map<string, string>();
  return [...old].filter(([uri, digest]) => now.get(uri) !== digest).map(([uri]) => uri);
}
