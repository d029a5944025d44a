import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import type { PackageClients } from '@gw/catalog';
import type { Sandbox } from '@gw/sandbox';

/** Runs clients of package registries in the sandbox. */
export const packageClients = (
  sandbox: Promise<Sandbox>,
  env: Readonly<Record<string, string | undefined>>,
): PackageClients => ({
  async spawn(request, options) {
    return (await sandbox).spawnPackageClient(request, options);
  },
  async find(...programs) {
    const folders = (env.PATH ?? '').split(delimiter).filter(isAbsolute);
    for (const program of programs) {
      for (const folder of folders) {
        const isThere = await access(join(folder, program), constants.X_OK).then(
          () => true,
          () => false,
        );
        if (isThere) return program;
      }
    }
    return undefined;
  },
});
