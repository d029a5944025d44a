import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSandbox, type Sandbox } from '../../../packages/sandbox/src/index.ts';
import type { Effort } from '../effort.ts';
import { ExchangeClient, ExchangeServer } from '../exchanges.ts';
import { Line } from '../line.ts';
import { gateway, gatewayWithoutSandbox } from '../line-kinds.ts';
import { LoadProcess } from '../load-process.ts';
import { echo, idle } from '../measured-services.ts';
import { processTree, proportionalBytes, quiet } from '../process-tree.ts';
import { compare, warmUp } from '../rounds.ts';
import { atMost, type Row, ratioAtLeast, rowOf } from '../row.ts';
import { sessionCall, timed } from '../session-call.ts';
import { median } from '../statistics.ts';

/** What the default level of isolation costs beside none, and an allow-list beside the host's network. */
export async function measureIsolation(effort: Effort): Promise<Row[]> {
  await using place = await sandboxPlace();
  return [
    await starts(place.sandbox, effort),
    await calls(effort),
    await memory(),
    await egress(place.sandbox, effort),
  ];
}

async function sandboxPlace(): Promise<AsyncDisposable & { readonly sandbox: Sandbox }> {
  const folder = await mkdtemp(join(tmpdir(), 'gw-bench-'));
  const places = { baseDir: join(folder, 'sandbox'), dataDir: join(folder, 'data') };
  const sandbox = await createSandbox({ ...places, env: process.env });
  return {
    sandbox,
    async [Symbol.asyncDispose]() {
      await sandbox.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const ready = ['/bin/sh', '-c', 'echo ready; read -r line'] as const;

/** From the start to the first word of a program that has next to nothing to do, in pairs. */
async function starts(sandbox: Sandbox, { isolatedStarts }: Effort): Promise<Row> {
  const [plain, isolated]: [number[], number[]] = [[], []];
  for (let i = 0; i < isolatedStarts; i++) {
    plain.push(await plainStart());
    isolated.push(await isolatedStart(sandbox));
  }
  return rowOf({
    what: 'start of a process: default level, more than plain',
    unit: 'ms',
    figure: median(isolated) - median(plain),
    goal: atMost(20),
  });
}

async function plainStart(): Promise<number> {
  const start = performance.now();
  const child = spawn(ready[0], ready.slice(1), { stdio: ['pipe', 'pipe', 'pipe'] });
  await once(child.stdout, 'data');
  const took = performance.now() - start;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
  return took;
}

async function isolatedStart(sandbox: Sandbox): Promise<number> {
  const start = performance.now();
  const child = await sandbox.spawn({ name: 'start', command: ready });
  await once(child.stdout, 'data');
  const took = performance.now() - start;
  await child.kill('measured');
  return took;
}

async function calls(effort: Effort): Promise<Row> {
  await using stack = new AsyncDisposableStack();
  const load = stack.use(new LoadProcess());
  const lines = [
    stack.use(await Line.start(gatewayWithoutSandbox, { echo })),
    stack.use(await Line.start(gateway, { echo })),
  ];
  const run = ({ url, authorization }: Line, clients: number, durationMs: number) =>
    load.run({ protocol: 'rest', service: 'echo', url, authorization, clients, durationMs });
  for (const line of lines) await warmUp(line, run, effort.mcp.warmUpCalls);
  const figures = await compare(lines, 16, run, effort);
  const [isolated, open] = [figures.get('gateway'), figures.get('gateway without sandbox')];
  if (!isolated || !open) throw new Error('The gateway was not measured both with and without its sandbox');
  return rowOf({
    what: 'calls, 16 clients: default level',
    unit: 'calls/s',
    figure: isolated.callsPerSecond,
    against: { name: 'level none', figure: open.callsPerSecond },
    goal: ratioAtLeast(0.97),
  });
}

const idleSessions = 20;

/** What stands around servers: bubblewrap's processes, and the gateway's watchdog. Shared pages count by their share. */
async function memory(): Promise<Row> {
  await using line = await Line.start(gateway, { idle });
  using connection = line.connect();
  for (let i = 0; i < idleSessions; i++) await timed(connection, sessionCall('idle', `isolated-${i}`));
  await quiet(line.pid);
  let bytes = 0;
  for (const { pid, command } of await processTree(line.pid)) {
    const name = (await readFile(`/proc/${pid}/comm`, 'utf8')).trim();
    if (name === 'bwrap' || command.includes('mcp-gateway-watchdog')) bytes += await proportionalBytes(pid);
  }
  return rowOf({
    what: 'memory of the isolation, of a process',
    unit: 'MB',
    figure: bytes / idleSessions / 1e6,
    goal: atMost(3),
  });
}

const exchangesInTurn = 20;

async function egress(sandbox: Sandbox, { exchanges }: Effort): Promise<Row> {
  await using server = await ExchangeServer.start();
  const { port } = server;
  const open = await ExchangeClient.start(sandbox, port, { preset: 'strict' });
  const allow = [`127.0.0.1:${port}`];
  const listed = await ExchangeClient.start(sandbox, port, { preset: 'strict', network: { allow } });
  for (const client of [open, listed]) await client.exchange(exchangesInTurn);
  const [direct, through]: [number[], number[]] = [[], []];
  for (let done = 0; done < exchanges; done += exchangesInTurn) {
    direct.push(...(await open.exchange(exchangesInTurn)));
    through.push(...(await listed.exchange(exchangesInTurn)));
  }
  return rowOf({
    what: 'HTTPS-sized request: allow-list, more than direct',
    unit: 'ms',
    figure: median(through) - median(direct),
    goal: atMost(1),
  });
}
