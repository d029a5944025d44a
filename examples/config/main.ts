import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ConfigError,
  diffConfig,
  formatIssue,
  loadConfig,
  parseRateLimit,
  watchConfig,
  writeDefaultConfig,
} from '@gw/config';

const say = (text: string) => process.stdout.write(`${text}\n`);

const folder = await mkdtemp(join(tmpdir(), 'gw-example-'));
try {
  const path = join(folder, 'config.json');
  const options = { env: { PYTHON: 'python3.12' }, cwd: folder };

  const written = await writeDefaultConfig(path, {
    services: { todo: { command: ['${PYTHON|python3}', './todo_mcp.py'] } },
  });
  const { config: before } = await loadConfig(path, options);
  say(
    `A first file, for ${before.server.host}:${before.server.port} and the user ${before.server.auth_user}`,
  );
  assert.deepEqual(before.services.todo?.command, ['python3.12', './todo_mcp.py']);
  assert.equal(before.server.auth_password, written.server.auth_password);

  const [limit] = parseRateLimit(before.rate_limiting.call_limit);
  say(`Calls: ${limit?.limit} in ${limit?.windowMs} ms`);
  assert.deepEqual(limit, { limit: 10, windowMs: 60_000, text: '10 per minute' });

  const text = await readFile(path, 'utf8');
  await writeFile(
    path,
    text.replace('8080', '"http"').replace('"default_timeout": 300', '"default_timeout": 0'),
  );
  const error = await loadConfig(path, options).catch((error: unknown) => error);
  assert.ok(error instanceof ConfigError);
  assert.deepEqual(
    error.issues.map(({ pointer }) => pointer),
    ['/server/port', '/session/default_timeout'],
  );
  say(`Broken:\n${error.issues.map(formatIssue).join('\n')}`);

  const changes = new EventTarget();
  const changed = once(changes, 'change');
  {
    await using _watcher = await watchConfig(path, () => changes.dispatchEvent(new Event('change')));
    await writeFile(path, text.replace('8080', '9090'));
    await changed;
  }
  const { config: after } = await loadConfig(path, options);
  say(`Repaired: ${JSON.stringify(diffConfig(before, after))}`);
  assert.deepEqual(diffConfig(before, after), [{ pointer: '/server/port', before: 8080, after: 9090 }]);
} finally {
  await rm(folder, { recursive: true });
}
