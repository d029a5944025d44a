import { readFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import type { CommandContext } from './context.ts';

// The only file that reads the process: arguments, environment, signals, streams, exit code.
enableCompileCache();

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

// A reader that has seen enough, such as `head`, is no failure.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

const context: CommandContext = {
  env: process.env,
  cwd: process.cwd(),
  version,
  stdoutIsTerminal: process.stdout.isTTY === true,
  stderrIsTerminal: process.stderr.isTTY === true,
  // Looked at when they are used: opening them costs a start, and keeps a process waiting.
  get stdin() {
    return process.stdin;
  },
  get stdout() {
    return process.stdout;
  },
  print: text => void process.stdout.write(`${text}\n`),
  warn: text => void process.stderr.write(`${text}\n`),
  onHangup: listener => void process.on('SIGHUP', listener),
  setExitCode: code => {
    process.exitCode = code;
  },
};

const { buildCli } = await import('./cli.ts');
try {
  await buildCli(context).parseAsync(process.argv);
} catch (error) {
  const expected =
    typeof (error as { code?: unknown }).code === 'string' &&
    (error as { code: string }).code.startsWith('GW_');
  process.stderr.write(
    `mcp-gateway: ${expected ? (error as Error).message : ((error as Error).stack ?? String(error))}\n`,
  );
  process.exitCode = 1;
}
