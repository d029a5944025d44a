import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifies } from '@gw/test';
import { expect, onTestFinished, test } from 'vitest';
import { type Diagnosis, doctor } from '../src/commands/doctor.ts';
import type { CommandContext } from '../src/context.ts';

interface Answer {
  readonly text: string;
  readonly code: number;
}

async function diagnose(
  services: Record<string, object>,
  options: { json?: boolean; path?: string } = {},
): Promise<Answer> {
  const cwd = await mkdtemp(join(tmpdir(), 'doctor-'));
  onTestFinished(() => rm(cwd, { recursive: true, force: true }));
  const config = join(cwd, 'config.json');
  await writeFile(config, JSON.stringify({ server: { auth_token: 'a-token-of-the-test' }, services }));
  let text = '';
  let code = 0;
  const context: CommandContext = {
    env: { ...process.env, PATH: options.path ?? process.env.PATH },
    cwd,
    version: '0.0.0',
    stdoutIsTerminal: false,
    stderrIsTerminal: false,
    stdin: process.stdin,
    stdout: process.stdout,
    print: line => {
      text += `${line}\n`;
    },
    warn: () => {},
    onHangup: () => {},
    setExitCode: value => {
      code = value;
    },
  };
  await doctor(context, { config, ...(options.json && { json: true }) });
  return { text, code };
}

const command = [process.execPath, '-e', '0'];

test('the host, and of each service what holds every field of its policy', async () => {
  verifies('isolation:doctor:services');
  const { text, code } = await diagnose({ plain: { command }, off: { command: ['gone'], enabled: false } });
  expect(code).toBe(0);
  for (const word of ['This host', 'bubblewrap', 'cgroup', 'plain (high)', 'memory_mb', '512 MB', 'orphans'])
    expect(text).toContain(word);
  expect(text).not.toContain('off (');
});

test('as JSON, for programs', async () => {
  verifies('isolation:doctor:json');
  const { text } = await diagnose(
    { plain: { command }, free: { command, sandbox: { enabled: false } } },
    { json: true },
  );
  const { host, services } = JSON.parse(text) as Diagnosis;
  expect(host.root).toBe(process.getuid?.() === 0);
  expect(services.plain?.preset).toBe('high');
  expect(services.plain?.protections?.map(({ field }) => field)).toContain('seccomp');
  expect(services.free).toMatchObject({ preset: 'none', protections: [{ state: 'open' }] });
});

test('a service that couldn’t start is told with its reason and with what would help, and the code is 1', async () => {
  verifies('isolation:doctor:exit-code', 'isolation:doctor:remedies');
  const { text, code } = await diagnose(
    { strict: { command, sandbox: { preset: 'strict' } }, missing: { command: ['no-such-program'] } },
    { path: '/nonexistent' },
  );
  expect(code).toBe(1);
  expect(text).toMatch(/strict \(strict\)\n {2}can't start: .*bwrap is not installed/);
  expect(text).toMatch(/missing \(high\)\n {2}can't start: command not found: no-such-program/);
  expect(text).toMatch(/What would help\n {2}install bubblewrap/);
});

test('an allow-list that can’t be read is told, too', async () => {
  const sandbox = { network: { allow: ['example.com:99999'] } };
  const { text, code } = await diagnose({ wrong: { command, sandbox } });
  expect(code).toBe(1);
  expect(text).toMatch(/wrong\n {2}can't start: .*99999/);
});
