import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { ExampleGateway } from './example-gateway.ts';
import { runs } from './example-server.ts';

test.skipIf(!runs('python3'))('all three examples answer through the gateway', async () => {
  verifies('examples:gateway:all-three');
  await using gateway = await ExampleGateway.start('all-three.json');
  expect(await gateway.call('greeter', 'call-1', 'greet', { name: 'World' })).toMatchObject({
    result: 'Hello, World!',
  });
  expect(await gateway.call('calculator', 'call-1', 'multiply', { a: 6, b: 7 })).toMatchObject({
    result: '42',
    structuredContent: { result: 42 },
  });
  await gateway.call('todo', 'call-1', 'add_todo', { text: 'milk' });
  await gateway.call('todo', 'call-2', 'add_todo', { text: 'eggs' });
  expect(await gateway.call('todo', 'call-1', 'list_todos')).toMatchObject({ result: '1. [ ] milk' });
  expect(await gateway.call('todo', 'call-2', 'list_todos')).toMatchObject({ result: '1. [ ] eggs' });
});

test('published servers answer through npx and the gateway', { timeout: 240_000 }, async () => {
  verifies('examples:gateway:npx');
  await using gateway = await ExampleGateway.start('npx.json');
  await writeFile(join(gateway.folder, 'note.txt'), 'milk');
  expect(await gateway.call('everything', 'call-1', 'echo', { message: 'hello' })).toMatchObject({
    result: 'Echo: hello',
  });
  const file = { path: join(gateway.folder, 'note.txt') };
  expect(await gateway.call('filesystem', 'call-1', 'read_text_file', file)).toMatchObject({
    result: 'milk',
  });
  const entities = [{ name: 'Ada', entityType: 'person', observations: ['likes milk'] }];
  await gateway.call('memory', 'call-1', 'create_entities', { entities });
  expect(await gateway.call('memory', 'call-2', 'read_graph')).toMatchObject({
    result: expect.stringContaining('likes milk'),
  });
});
