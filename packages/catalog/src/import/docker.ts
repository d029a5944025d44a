import { CatalogError } from '../errors.ts';
import type { CatalogEntry, FoundServer, Registry, Wanted } from './catalog-entry.ts';
import { clientMissing, type PackageClients } from './package-client.ts';
import { checkPackage } from './package-names.ts';

/** Images are not installed yet: what is needed instead is told. */
export class Docker implements Registry {
  readonly name = 'docker';
  readonly #clients: PackageClients;

  constructor(clients: PackageClients) {
    this.#clients = clients;
  }

  async search(): Promise<CatalogEntry[]> {
    return [];
  }

  async find(id: string, wanted: Wanted): Promise<FoundServer> {
    checkPackage('docker', id, wanted);
    const engine = await this.#clients.find('podman', 'docker');
    if (engine === undefined) throw clientMissing('podman or docker');
    throw new CatalogError(
      'GW_PACKAGE_UNUSABLE',
      `Images can not be imported: add a server of type stdio with the command ${engine} and the arguments run --rm -i ${id}`,
    );
  }
}
