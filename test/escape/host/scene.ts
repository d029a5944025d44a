import { text } from 'node:stream/consumers';
import type { Sandbox, SandboxPolicy } from '../../../packages/sandbox/src/index.ts';
import type { Column, Verdict } from '../attack.ts';
import type { Stage } from './stage.ts';
import type { Victim } from './victim.ts';

/** What an attacker is told to do, as its programs have it. */
export type Deed = { readonly deed: string } & Readonly<Record<string, unknown>>;

/** What an attacker says came of it. */
interface Report {
  readonly succeeded: boolean;
  readonly found?: string;
  readonly why?: string;
}

export interface Ran {
  /** Absent when it was ended before it could say. */
  readonly report?: Report;
  readonly limit?: string;
  readonly reason: string;
}

export interface RunOptions {
  readonly python?: boolean;
  readonly policy?: SandboxPolicy;
  readonly env?: Readonly<Record<string, string>>;
  readonly words?: readonly string[];
}

/** A way to carry an attack out. */
export type Attempt = (scene: Scene) => Promise<Verdict>;

/** One attack under one preset. */
export class Scene {
  readonly stage: Stage;
  readonly column: Column;

  constructor(stage: Stage, column: Column) {
    this.stage = stage;
    this.column = column;
  }

  sandbox(): Promise<Sandbox> {
    return this.stage.sandbox(this.column.mechanisms);
  }

  sibling(): Promise<Victim> {
    return this.stage.sibling(this.column.preset, this.column.mechanisms);
  }

  /** The preset with more asked for. A host that can't give it starts the server nevertheless. */
  policy(more: SandboxPolicy = {}): SandboxPolicy {
    const { preset, mechanisms } = this.column;
    return { preset, ...(mechanisms === 'bare' && { allowDegraded: true }), ...more };
  }

  /** Throws when the attacker neither reported nor reached a limit: then nothing was tried. */
  async run(deed: Deed, { python, policy, env, words = [] }: RunOptions = {}): Promise<Ran> {
    const program = python
      ? [this.stage.python ?? 'python3', `${this.stage.programs}/attacker.py`]
      : [process.execPath, `${this.stage.programs}/attacker.mjs`];
    const sandbox = await this.sandbox();
    const child = await sandbox.spawn({
      name: 'attacker',
      command: [...program, ...words],
      policy: this.policy(policy),
      ...(env && { env }),
    });
    // Told as a caller would, not by words of the command: what those name is shown to it.
    child.stdin.end(JSON.stringify(deed));
    const [stdout, stderr, exit] = await Promise.all([text(child.stdout), text(child.stderr), child.exited]);
    await child.gone;
    const { reason, limit } = exit;
    const said = stdout.split('\n').find(line => line.startsWith('{"succeeded"'));
    if (said) return { report: JSON.parse(said) as Report, reason, ...(limit && { limit }) };
    if (limit) return { limit, reason };
    throw new Error(
      `${deed.deed} under ${this.column.preset} was not tried: ${reason}\n${stderr.slice(-2000)}`,
    );
  }

  /** Whether what the attacker found has the secret in it. */
  stole({ report }: Ran): Verdict {
    return report?.found?.includes(this.stage.secret) ? 'open' : 'held';
  }
}

/** An attack that is to find the secret. */
export function steals(
  deed: (scene: Scene) => Deed | Promise<Deed>,
  options: (scene: Scene) => RunOptions = () => ({}),
): Attempt {
  return async scene => scene.stole(await scene.run(await deed(scene), options(scene)));
}

/** An attack that either can be done or can't. */
export function does(
  deed: (scene: Scene) => Deed | Promise<Deed>,
  options: (scene: Scene) => RunOptions = () => ({}),
): Attempt {
  return async scene => {
    const { report } = await scene.run(await deed(scene), options(scene));
    return report?.succeeded ? 'open' : 'held';
  };
}

/** An attack on what there is of something; one that ends the attacker at this limit is limited. */
export function exhausts(
  limit: string,
  deed: (scene: Scene) => Deed | Promise<Deed>,
  options: (scene: Scene) => RunOptions = () => ({}),
): Attempt {
  return async scene => {
    const ran = await scene.run(await deed(scene), options(scene));
    if (ran.limit !== undefined && ran.limit !== limit)
      throw new Error(`It was ended for another limit: ${ran.reason}`);
    return ran.report?.succeeded && !ran.limit ? 'open' : 'limited';
  };
}
