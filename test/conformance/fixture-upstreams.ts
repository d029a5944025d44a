import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { node } from '../e2e/gateway.ts';
import { type Era, eras, serviceOf } from './cell.ts';

const program = join(import.meta.dirname, 'fixture', 'main.ts');
const argsOf = (era: Era, transport: string) => [program, '--era', era, '--transport', transport];

/** The fixture in both eras and over both transports. */
export interface FixtureUpstreams extends AsyncDisposable {
  /** Where the fixture that was started for HTTP listens, by era. */
  readonly urls: Readonly<Record<Era, string>>;
  /** All four, as services of a gateway's configuration. */
  readonly services: Record<string, Record<string, unknown>>;
}

export async function startFixtureUpstreams(): Promise<FixtureUpstreams> {
  const children: ChildProcess[] = [];
  const stop = async () => {
    for (const child of children) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    }
  };
  try {
    const start = async (era: Era): Promise<string> => {
      const child = spawn(node, argsOf(era, 'http'), { stdio: ['ignore', 'pipe', 'inherit'] });
      children.push(child);
      const firstLine = once(createInterface(child.stdout), 'line');
      const ended = once(child, 'exit').then(() => {
        throw new Error(`The fixture of the ${era} era ended before it listened`);
      });
      const [line] = await Promise.race([firstLine, ended]);
      ended.catch(() => undefined);
      return line;
    };
    const urls = { '2025': await start('2025'), '2026': await start('2026') };
    const services = Object.fromEntries(
      eras.flatMap(era => [
        [
          serviceOf({ upstream: era, transport: 'stdio' }),
          { command: [node, ...argsOf(era, 'stdio')], description: `The fixture, ${era} era, over stdio` },
        ],
        [
          serviceOf({ upstream: era, transport: 'http' }),
          {
            url: urls[era],
            allow_private_addresses: ['127.0.0.1/32'],
            description: `The fixture, ${era} era, over HTTP`,
          },
        ],
      ]),
    );
    return { urls, services, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
