import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { type Effort, fullEffort, quickEffort } from './effort.ts';
import type { LineKind } from './line.ts';
import { findOriginal } from './line-kinds.ts';
import type { Row } from './row.ts';
import { measureCalls } from './rows/calls.ts';
import { measureFirstCalls } from './rows/first-call.ts';
import { measureIsolation } from './rows/isolation.ts';
import { measureListings } from './rows/listings.ts';
import { measureMcpCalls } from './rows/mcp-calls.ts';
import { measureMcpLarge } from './rows/mcp-large.ts';
import { measureMcpLists } from './rows/mcp-lists.ts';
import { measureMcpStreams } from './rows/mcp-streams.ts';
import { measureMemory } from './rows/memory.ts';
import { measurePlatformCalls } from './rows/platform-calls.ts';
import { measurePlatformPages } from './rows/platform-pages.ts';
import { measurePlatformRestart } from './rows/platform-restart.ts';
import { measureStarts } from './rows/starts.ts';
import { renderTable } from './table.ts';

const usage = `Usage: npm run bench -- [--quick] [--json] [--check] [--only GROUP]...

Measures the gateway beside the direct line to the same server, and beside the original where a Python
has it (BENCH_PYTHON, else .venv/bin/python, else python3).

  --quick       fewer and shorter rounds, for CI
  --json        the rows as JSON
  --check       exit with 1 when a goal is missed
  --only GROUP  only these: calls, first-calls, listings, starts, memory, isolation, mcp-calls, mcp-lists, mcp-large, mcp-streams,
                platform-restart, platform-calls, platform-pages
`;

const groups: Record<string, (effort: Effort, original: LineKind | undefined) => Promise<Row[]>> = {
  calls: measureCalls,
  'first-calls': measureFirstCalls,
  listings: measureListings,
  starts: measureStarts,
  memory: measureMemory,
  isolation: measureIsolation,
  'mcp-calls': measureMcpCalls,
  'mcp-lists': measureMcpLists,
  'mcp-large': measureMcpLarge,
  'mcp-streams': measureMcpStreams,
  'platform-restart': measurePlatformRestart,
  'platform-calls': measurePlatformCalls,
  'platform-pages': measurePlatformPages,
};

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: Object.keys(groups) },
      help: { type: 'boolean', default: false },
    },
  });
  const unknown = values.only.filter(name => !Object.hasOwn(groups, name));
  if (values.help || unknown.length > 0) {
    process.stderr.write(`${unknown.map(name => `No such group: ${name}\n`).join('')}${usage}`);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const original = values.only.includes('calls') ? await findOriginal(process.env) : undefined;
  if (values.only.includes('calls') && !original)
    process.stderr.write('No Python here has signalwire-sdk: its rows are left out (set BENCH_PYTHON)\n');

  const rows: Row[] = [];
  for (const name of values.only) {
    process.stderr.write(`Measuring ${name} ...\n`);
    rows.push(...((await groups[name]?.(values.quick ? quickEffort : fullEffort, original)) ?? []));
  }
  const machine = { node: process.version, processor: cpus()[0]?.model ?? '', cores: availableParallelism() };
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ ...machine, quick: values.quick, rows }, null, 2)}\n`
      : `Node ${machine.node}, ${machine.cores} x ${machine.processor}\n\n${renderTable(rows)}\n`,
  );
  if (values.check && rows.some(({ met }) => !met)) process.exitCode = 1;
}

// Exit handlers end the lines, which are process groups of their own and wouldn't notice.
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)
  process.once(signal, () => process.exit(code));
try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
