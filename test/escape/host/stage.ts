import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, cp, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { createSandbox, type Sandbox } from '../../../packages/sandbox/src/index.ts';
import { ordinaryFolder } from '../../ordinary-folder.ts';
import type { Mechanisms, Preset } from '../attack.ts';
import { findPython } from '../python.ts';
import { type Internet, startInternet } from './internet.ts';
import { Victim } from './victim.ts';

const programs = join(dirname(import.meta.dirname), 'programs');

export interface Terminal {
  readonly path: string;
  /** What was shown on it or typed into it so far. */
  readonly lines: readonly string[];
}

/** A host with a gateway on it, somebody's home, and all that is worth an attack. */
export interface Stage {
  readonly folder: string;
  /** The gateway's user's. */
  readonly home: string;
  /** The gateway's working folder, with its configuration and data. */
  readonly gateway: string;
  /** Of the host, and granted to nobody. */
  readonly elsewhere: string;
  /** Where the programs of the servers are. */
  readonly programs: string;
  /** In the host's temporary folder, left by another server. */
  readonly left: string;
  readonly secret: string;
  /** A process like the gateway's own, which the attacks may be made on. */
  readonly bystander: Victim;
  readonly internet: Internet;
  readonly python: string | undefined;
  terminal(): Promise<Terminal>;
  sandbox(mechanisms: Mechanisms): Promise<Sandbox>;
  /** Another server of the same gateway. */
  sibling(preset: Preset, mechanisms: Mechanisms): Promise<Victim>;
  stop(): Promise<void>;
}

export async function prepareStage(): Promise<Stage> {
  const folder = await mkdtemp(join(ordinaryFolder ?? tmpdir(), 'escape-'));
  // A server that runs as nobody has to come to its own folders.
  await chmod(folder, 0o755);
  const secret = randomBytes(16).toString('hex');
  const [home, gateway, elsewhere, own] = ['home', 'gateway', 'elsewhere', 'server'].map(name =>
    join(folder, name),
  ) as [string, string, string, string];
  const data = join(gateway, 'data');
  const left = join(tmpdir(), `left-${secret.slice(0, 8)}`);
  for (const path of [join(home, '.ssh'), data, elsewhere]) await mkdir(path, { recursive: true });
  for (const file of [join(home, '.ssh/id'), join(gateway, 'config.json'), join(data, 'state'), left])
    await writeFile(file, secret);
  await cp(programs, own, { recursive: true });
  await writeFile(join(own, 'package.json'), '{}');
  const kept = join(data, 'kept');
  await mkdir(kept);
  const env = { ...process.env, HOME: home, GATEWAY_SECRET_KEY: secret, GATEWAY_TOKEN: secret };
  const victim = [process.execPath, join(own, 'victim.mjs'), secret] as const;
  const bystander = await Victim.of(
    spawn(victim[0], victim.slice(1), { env: { ...env, HOME: kept, VICTIM_SECRET: secret } }),
  );
  const internet = await startInternet(gateway, secret);
  const children: ChildProcess[] = [];
  const python = findPython();
  const sandboxes = new Map<Mechanisms, Promise<Sandbox>>();
  const siblings = new Map<string, Promise<Victim>>();
  const sandbox = (mechanisms: Mechanisms) =>
    remembered(sandboxes, mechanisms, () =>
      createSandbox({
        ...{ baseDir: join(data, `sandbox-${mechanisms}`), dataDir: data, env, cwd: gateway },
        hidden: [join(gateway, 'config.json'), internet.socket],
        ...(mechanisms === 'bare' && { mechanisms: { bubblewrap: false, cgroup: false } }),
      }),
    );
  let terminal: Promise<Terminal> | undefined;
  return {
    ...{
      folder,
      home,
      gateway,
      elsewhere,
      programs: own,
      left,
      secret,
      bystander,
      internet,
      python,
      sandbox,
    },
    terminal: () => {
      terminal ??= openTerminal(python ?? '', join(own, 'terminal.py'), children);
      return terminal;
    },
    sibling: (preset, mechanisms) =>
      remembered(siblings, `${preset} ${mechanisms}`, async () =>
        Victim.of(
          await (await sandbox(mechanisms)).spawn({
            name: 'sibling',
            command: victim,
            env: { VICTIM_SECRET: secret },
            policy: { preset, allowDegraded: mechanisms === 'bare' },
          }),
        ),
      ),
    async stop() {
      for (const each of sandboxes.values()) await (await each).stop();
      for (const child of [...children, bystander]) child.kill('SIGKILL');
    },
  };
}

function remembered<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const found = map.get(key) ?? make();
  map.set(key, found);
  return found;
}

async function openTerminal(python: string, script: string, children: ChildProcess[]): Promise<Terminal> {
  const child = spawn(python, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout });
  const [path] = (await once(reader, 'line')) as [string];
  reader.on('line', line => lines.push(line));
  return { path, lines };
}
