import { randomUUID } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GatewayConfig } from '@gw/config';
import type { Logger } from '@gw/mcp-client';
import { ContainerEngine, createWorkspaces, findRuntimes, linkPrograms, type Sandbox } from '@gw/sandbox';
import { ContainerImages, HostImages, type OpenSandboxHost, type SandboxImages } from '@gw/server';

interface SandboxHostOptions {
  readonly config: Pick<GatewayConfig, 'data_dir' | 'sandboxes'>;
  /** What isolates servers isolates sandboxes, too. */
  readonly sandbox: Promise<Sandbox>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly logger: Logger;
}

/** Opens what runs the sandboxes of the platform API: this host's own programs, or a container engine. */
export function sandboxHost({ config, sandbox, env, logger }: SandboxHostOptions): OpenSandboxHost {
  const { engine, max_running: maxRunning, image, images } = config.sandboxes;
  const baseDir = join(config.data_dir, 'workspaces');
  return async ({ onIdle }) => {
    const isolation = engine === 'sandbox' ? await sandbox : undefined;
    const containers = engine === 'sandbox' ? undefined : { engine, image, images };
    const options = { baseDir, logger, onIdle, maxRunning, maxWorkspaces: Number.POSITIVE_INFINITY };
    const workspaces = await createWorkspaces({
      ...options,
      engine: isolation ?? new ContainerEngine({ program: engine, image }),
    });
    try {
      return {
        workspaces,
        images: containers ? new ContainerImages(containers) : await hostImages(config.data_dir, env),
        keeper: await keeperOf(baseDir),
        limitsCpu: isolation?.capabilities.cgroup.controllers.includes('cpu') ?? true,
      };
    } catch (error) {
      await workspaces.stop();
      throw error;
    }
  };
}

async function hostImages(dataDir: string, env: SandboxHostOptions['env']): Promise<SandboxImages> {
  const runtimes = await findRuntimes(env);
  const programFolder = join(dataDir, 'runtimes', 'bin');
  await linkPrograms(runtimes, programFolder);
  return new HostImages({ runtimes, programFolder, path: '/usr/local/bin:/usr/bin:/bin' });
}

/** Names a folder of workspaces for good: gateways that share a database tell their own by it. Whoever asks has it. */
async function keeperOf(folder: string): Promise<string> {
  const file = join(folder, 'keeper.id');
  const known = await readFile(file, 'utf8').catch(() => '');
  if (known !== '') return known;
  const keeper = randomUUID();
  await writeFile(`${file}.new`, keeper, { flush: true });
  await rename(`${file}.new`, file);
  return keeper;
}
