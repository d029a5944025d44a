import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSandbox, createWorkspaces } from '@gw/sandbox';

const folder = await mkdtemp(join(tmpdir(), 'example-'));
const dataDir = join(folder, 'data');
const env = { ...process.env, API_TOKEN: 'not for everyone' };
const sandbox = await createSandbox({ baseDir: join(folder, 'homes'), dataDir, env });
const workspaces = await createWorkspaces({ engine: sandbox, baseDir: join(dataDir, 'workspaces') });

try {
  const workspace = await workspaces.create({ diskMb: 50, labels: { owner: 'example' } });
  await workspace.files.write('count.sh', 'sort | uniq -c | sort -rn > result.txt');
  const counted = await workspace.exec({ command: 'sh count.sh', stdin: 'a\nb\na\n', timeoutMs: 10_000 });
  assert.equal(counted.exitCode, 0);
  const result = await workspace.files.read('result.txt');
  assert.match(String(result), /2 a\n\s+1 b\n/);
  console.log('It counted', String(result).trim().split(/\s+/).join(' '));

  const sly = await workspace.exec({ command: 'cat /proc/*/environ; ls /home /root ../workspace.json' });
  assert.doesNotMatch(String(sly.stdout), /not for everyone|workspace.json/);
  await assert.rejects(workspace.files.read('../workspace.json'), { code: 'GW_WORKSPACE_PATH' });
  console.log('It stayed inside');

  const endless = await workspace.exec({ command: 'echo begun; sleep 1000', timeoutMs: 300 });
  assert.deepEqual([endless.exitCode, String(endless.stdout)], [124, 'begun\n']);
  console.log('It ran out of time');

  await workspace.stop();
  await assert.rejects(workspace.exec({ command: 'true' }), { code: 'GW_WORKSPACE_STOPPED' });
  await workspace.resume();
  const kept = await workspace.exec({ command: ['head', '-n', '1', 'count.sh'] });
  assert.match(String(kept.stdout), /^sort/);
  console.log('It kept its files');
  await workspace.destroy();
} finally {
  await workspaces.stop();
  await sandbox.stop();
  await rm(folder, { recursive: true, force: true });
}
