import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Agent } from '../agent.ts';
import { readAgentEnvironment } from '../agent-environment.ts';
import { withCredentials } from '../basic-auth.ts';
import { SwaigTestError } from './errors.ts';
import type { SwaigTarget } from './swaig-target.ts';

/** Loads an agent's module, starts the agent in this process, and talks to it without HTTP. */
export async function openModule(path: string): Promise<SwaigTarget> {
  const file = resolve(path);
  if (!existsSync(file)) throw new SwaigTestError(`There is no file ${path}`, 2);
  const agent = await loadAgent(file, path);
  try {
    await agent.start();
  } catch (cause) {
    await agent.stop();
    throw new SwaigTestError(`${agent.name} can't start: ${(cause as Error).message}`, 1, { cause });
  }
  return {
    swml: async () => ({ ...(await agent.renderSwml(webHookUrl(process.env))) }),
    post: async (_target, body) => {
      let failure: unknown;
      const answer = await agent.answer(body, error => {
        failure = error;
      });
      if (failure) throw new SwaigTestError(`The function threw: ${(failure as Error).message}`);
      return { ...answer };
    },
    [Symbol.asyncDispose]: () => agent.stop(),
  };
}

/** Where the agent's functions would be posted to if its module were run; nothing is sent there. */
function webHookUrl(env: NodeJS.ProcessEnv): string {
  const { host = '127.0.0.1', port, user = 'signalwire', password, publicUrl } = readAgentEnvironment(env);
  const url = `${(publicUrl ?? `http://${host}:${port}`).replace(/\/+$/, '')}/swaig`;
  return password === undefined ? url : withCredentials(url, { user, password });
}

/** The default export: an agent, or a function that makes one. */
async function loadAgent(file: string, path: string): Promise<Agent> {
  let exported: unknown;
  try {
    ({ default: exported } = (await import(pathToFileURL(file).href)) as { default?: unknown });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const advice = code === 'ERR_UNKNOWN_FILE_EXTENSION' ? ': TypeScript needs Node 22.18 or newer' : '';
    throw new SwaigTestError(`${path} can't be loaded: ${message}${advice}`, 1, { cause });
  }
  const agent: unknown = typeof exported === 'function' ? await exported() : exported;
  if (isAgent(agent)) return agent;
  throw new SwaigTestError(
    `${path} has no agent: export one by default, \`export default createAgent({ … })\``,
    2,
  );
}

/** By shape: the module may have another copy of this package than this program. */
function isAgent(value: unknown): value is Agent {
  const { start, renderSwml, answer, stop } = (value ?? {}) as Partial<Agent>;
  return [start, renderSwml, answer, stop].every(member => typeof member === 'function');
}
