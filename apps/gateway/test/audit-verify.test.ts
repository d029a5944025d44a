import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openStore } from '@gw/store';
import { verifies } from '@gw/test';
import { expect, onTestFinished, test } from 'vitest';
import { auditVerify } from '../src/commands/audit-verify.ts';
import type { CommandContext } from '../src/context.ts';
import { databaseFolder } from '../src/platform-store.ts';

test('audit verify says how many records there are, and which one was changed', async () => {
  verifies('platform:audit:verify');
  const cwd = await mkdtemp(join(tmpdir(), 'audit-'));
  onTestFinished(() => rm(cwd, { recursive: true, force: true }));
  const config = join(cwd, 'config.json');
  await writeFile(config, JSON.stringify({ server: { auth_token: 'a-token-of-the-test' }, services: {} }));
  const dataDir = databaseFolder(join(cwd, 'data'));
  {
    await using store = await openStore({ dataDir });
    const nothing = { keyId: null, address: null, targetType: null, targetId: null, argumentsDigest: null };
    const entry = {
      ...nothing,
      at: 1,
      principal: 'owner',
      action: 'key.create',
      outcome: 'ok',
      detail: null,
    };
    await store.audit.append([entry, entry, entry]);
  }
  expect(await verify()).toEqual({ text: '3 audit records, each as it was written.\n', code: 0 });

  const database = new DatabaseSync(join(dataDir, 'gateway.db'));
  database.exec(`update audit_records set principal = 'somebody' where seq = 2`);
  database.close();
  const changed = await verify();
  expect([changed.code, changed.text]).toEqual([1, expect.stringContaining('at record 2, ')]);
  expect(JSON.parse((await verify({ json: true })).text)).toMatchObject({ valid: false, seq: 2 });

  async function verify(options: { json?: boolean } = {}) {
    let text = '';
    let code = 0;
    const context: CommandContext = {
      env: {},
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
    await auditVerify(context, { config, ...options });
    return { text, code };
  }
});
