import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createSandbox } from '@gw/sandbox';

const folder = await mkdtemp(join(tmpdir(), 'example-'));
const sandbox = await createSandbox({
  baseDir: join(folder, 'homes'),
  dataDir: join(folder, 'data'),
  env: { ...process.env, API_TOKEN: 'not for everyone' },
});

try {
  const curious = await sandbox.spawn({
    name: 'curious',
    command: [process.execPath, '-p', 'Object.keys(process.env).sort().join()'],
    env: { GREETING: 'hello' },
  });
  const [seen] = await Promise.all([text(curious.stdout), curious.exited]);
  assert.equal(seen, 'GREETING,HOME,LANG,PATH,TEMP,TMP,TMPDIR,USER\n');
  console.log('It saw', seen.trim());

  const greedy = await sandbox.spawn({
    name: 'greedy',
    command: [process.execPath, '-e', 'const all = []; for (;;) all.push(Buffer.alloc(10e6, 1))'],
    policy: { memoryMb: 128 },
  });
  const { reason } = await greedy.exited;
  assert.equal(reason, 'out of memory (128 MB)');
  console.log('It ended:', reason);

  const sly = await sandbox.spawn({
    name: 'sly',
    command: ['/bin/sh', '-c', '(sleep 1000 > /dev/null &); echo left one; sleep 1000'],
  });
  await new Promise(resolve => sly.stdout.once('data', resolve));
  assert.ok((await sly.usage()).processes >= 2);
  await sly.stop();
  assert.equal((await sly.usage()).processes, 0);
  console.log('It left nothing');
} finally {
  await sandbox.stop();
  await rm(folder, { recursive: true, force: true });
}
