import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Era, eras } from '../conformance/cell.ts';
import { pythonEnv, python as signalwirePython } from '../interop/python.ts';
import { onLine } from '../lossless/lines.ts';
import {
  answers,
  type CallOptions,
  type ClientKind,
  type Endpoint,
  type OfficialClient,
} from './official-client.ts';

/**
 * A Python that has the official SDK (`mcp` 2.x): MCP_PYTHON, or the one of the interop tests. Undefined where there
 * is none.
 */
export const python: string | undefined = [process.env.MCP_PYTHON, signalwirePython].find(
  path => path !== undefined && hasSdk(path),
);

function hasSdk(path: string): boolean {
  try {
    const print = 'import importlib.metadata as m; print(m.version("mcp"))';
    return execFileSync(path, ['-c', print], { encoding: 'utf8', stdio: 'pipe' }).startsWith('2.');
  } catch {
    return false;
  }
}

/** The Python SDK 2.x in both eras. */
export const pythonClients: readonly ClientKind[] = eras.map(era => ({
  name: `Python SDK 2, ${era} era`,
  connect: endpoint => connect(endpoint, era),
}));

type Answer = { id: number; result?: unknown; error?: string; progress?: number; updated?: string };

/** Runs client.py, which does one thing for each line that it reads. */
async function connect({ url, token }: Endpoint, era: Era): Promise<OfficialClient> {
  const child = spawn(python ?? '', [join(import.meta.dirname, 'client.py')], {
    env: pythonEnv({
      GATEWAY_URL: url,
      GATEWAY_TOKEN: token,
      MODE: era === '2026' ? 'auto' : 'legacy',
      ANSWERS: JSON.stringify(answers),
    }),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', text => (log += text));
  const waiting = new Map<number, { take(answer: Answer): void; fail(error: Error): void }>();
  const exited = once(child, 'exit').then(([code]) => {
    for (const { fail } of waiting.values()) fail(new Error(`client.py ended with ${code}:\n${log}`));
  });
  onLine(child.stdout, line => {
    const answer = JSON.parse(line) as Answer;
    waiting.get(answer.id)?.take(answer);
  });
  let lastId = 0;

  function ask<T>(what: string, args: object, { onProgress, signal }: CallOptions = {}): Promise<T> {
    const id = ++lastId;
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const take = (answer: Answer) => {
      if (answer.progress !== undefined) onProgress?.(answer.progress);
      else {
        waiting.delete(id);
        if (answer.error === undefined) resolve(answer.result as T);
        else reject(new Error(answer.error));
      }
    };
    waiting.set(id, { take, fail: reject });
    signal?.addEventListener('abort', () => child.stdin.write(`${JSON.stringify({ cancel: id })}\n`));
    child.stdin.write(`${JSON.stringify({ id, do: what, args, progress: onProgress !== undefined })}\n`);
    return promise;
  }

  await ask('connect', {});
  return {
    tools: () => ask('tools', {}),
    call: (name, args, options) => ask('call', { name, arguments: args }, options),
    resources: () => ask('resources', {}),
    templates: () => ask('templates', {}),
    read: uri => ask('read', { uri }),
    prompts: () => ask('prompts', {}),
    prompt: (name, args) => ask('prompt', { name, arguments: args }),
    complete: (prompt, argument, value) => ask('complete', { prompt, argument, value }),
    async subscribe(uri) {
      await ask('subscribe', { uri });
      return { updated: ask<string>('updated', { uri }) };
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await exited;
    },
  };
}
