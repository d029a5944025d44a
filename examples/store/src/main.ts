import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { exportStore, importStore, openStore, StoreConflictError } from '@gw/store';

const say = (text: string) => process.stdout.write(`${text}\n`);
const hash = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex');
const listed = (...names: string[]) =>
  names.map(name => {
    const definition = { name, inputSchema: { type: 'object' } };
    return { name, definition, definitionHash: hash(definition) };
  });

const folder = await mkdtemp(join(tmpdir(), 'gw-example-'));
try {
  const dataDir = join(folder, 'data');
  let toolId = '';
  {
    await using store = await openStore({ dataDir });
    const todo = await store.servers.insert({ name: 'todo', type: 'stdio', config: { command: 'todo-mcp' } });
    const { tools, added } = await store.tools.sync(todo.id, listed('add', 'remove'));
    say(`${added} tools of ${todo.name}`);
    toolId = tools[0]?.id ?? '';
    await store.tools.update(toolId, { overrides: { name: 'add_todo' } });

    // Names are unique, whoever comes second learns which column it was.
    const again = store.servers.insert({ name: 'todo', type: 'sse' });
    await assert.rejects(again, error => error instanceof StoreConflictError && error.columns[0] === 'name');

    // Two have read the same state: the second change is refused.
    const { revision } = todo;
    await store.servers.update(todo.id, { description: 'Things to do' }, { revision });
    const late = store.servers.update(todo.id, { description: 'Other things' }, { revision });
    await assert.rejects(late, { code: 'GW_STORE_STALE' });

    // Beside a call: taken at once, written within a second, and at the latest when the store is closed.
    store.journal.audit({
      at: Date.now(),
      principal: 'owner',
      keyId: null,
      address: '127.0.0.1',
      action: 'tool.execute',
      targetType: 'tool',
      targetId: 'todo__add',
      outcome: 'ok',
      argumentsDigest: hash({ item: 'bread' }),
      detail: { duration_ms: 3 },
    });
  }

  // After a restart all is there, before any server runs; a tool that comes back later has the same id.
  await using store = await openStore({ dataDir });
  const todo = await store.servers.findByName('todo');
  assert.ok(todo);
  await store.tools.sync(todo.id, listed('remove'));
  const { tools } = await store.tools.sync(todo.id, listed('remove', 'add'));
  assert.equal(tools[1]?.id, toolId);
  assert.deepEqual(tools[1]?.overrides, { name: 'add_todo' });
  const { items, total } = await store.servers.list({ search: 'things' }, { page: 1, pageSize: 20 });
  say(`${total} found: ${items[0]?.name}`);
  assert.deepEqual(await store.audit.verify(), { valid: true, records: 1 });

  // A dump moves everything to another store; it could be on PostgreSQL.
  await using copy = await openStore({ dataDir: join(folder, 'copy') });
  const dump = new PassThrough();
  const [rows] = await Promise.all([exportStore(store, dump), importStore(copy, dump)]);
  assert.deepEqual(await copy.tools.all(), await store.tools.all());
  say(`${rows} rows moved`);
} finally {
  await rm(folder, { recursive: true });
}
