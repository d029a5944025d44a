import type { JsonObject } from '@gw/mcp-client';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import type { Catalog } from '../src/index.ts';
import { echo, named, owner, Place } from './open-catalog.ts';

const idOf = (catalog: Catalog, name: string) => catalog.tools().find(tool => tool.name === name)?.id ?? '';

async function openWith(place: Place, tools: readonly JsonObject[] = named('one', 'two')) {
  const opened = await place.open();
  const { id } = await opened.catalog.create(await place.stdio('a', tools), owner);
  await expect.poll(() => opened.catalog.toolsOf(id)).toHaveLength(tools.length);
  return { ...opened, id };
}

test('a sync re-reads the list; tools keep their ids and overrides, also when they were away', async () => {
  verifies('catalog:tools:sync');
  verifies('catalog:tools:stable-ids');
  await using place = await Place.make();
  await using opened = await openWith(place);
  const { catalog, id, manager } = opened;
  const two = idOf(catalog, 'two');
  await catalog.setOverrides(id, two, { name: 'zwei' });
  await place.command('a', [{ ...echo, name: 'one', description: 'another' }, ...named('three')]);
  expect(await catalog.sync(id)).toEqual({ added: 1, updated: 1, removed: 1, total: 2 });
  expect(manager.knownTools('a')?.map(({ name }) => name)).toEqual(['one', 'three']);
  await place.command('a', named('two'));
  expect(await catalog.sync(id)).toEqual({ added: 1, updated: 0, removed: 2, total: 1 });
  expect(catalog.toolsOf(id)).toMatchObject([{ id: two, name: 'two', effective: { name: 'zwei' } }]);
  expect(await catalog.sync(id)).toEqual({ added: 0, updated: 0, removed: 0, total: 1 });
});

test('overrides change what callers see, and arguments with presets are hidden from them', async () => {
  verifies('catalog:tools:overrides');
  await using place = await Place.make();
  const inputSchema = {
    type: 'object',
    properties: { city: { type: 'string' }, units: { type: 'string' } },
    required: ['city', 'units'],
  };
  await using opened = await openWith(place, [{ ...echo, inputSchema }, ...named('one')]);
  const { catalog, id } = opened;
  const tool = await catalog.setOverrides(id, idOf(catalog, 'echo'), {
    name: 'weather',
    description: 'Tells the weather',
    argument_defaults: { units: 'metric' },
  });
  expect(tool).toMatchObject({ name: 'echo', argumentDefaults: { units: 'metric' }, exposed: true });
  expect(tool.effective.definition).toEqual({
    name: 'weather',
    description: 'Tells the weather',
    inputSchema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  });
  expect(catalog.resolve('a__weather').id).toBe(tool.id);
  expect(() => catalog.resolve('a__echo')).toThrow(expect.objectContaining({ code: 'GW_TOOL_NOT_FOUND' }));
  await expect(catalog.setOverrides(id, idOf(catalog, 'one'), { name: 'weather' })).rejects.toMatchObject({
    code: 'GW_TOOL_NAME_TAKEN',
  });
  expect(await catalog.setOverrides(id, tool.id, { description: null })).toMatchObject({
    overrides: { name: 'weather', argument_defaults: { units: 'metric' } },
  });
  expect((await catalog.resetOverrides(id, tool.id)).effective.definition).toEqual({ ...echo, inputSchema });
});

test('a tool that is switched off or not selected is not found by name', async () => {
  verifies('catalog:tools:selection');
  await using place = await Place.make();
  await using opened = await openWith(place);
  const { catalog, id } = opened;
  const [one, two] = [idOf(catalog, 'one'), idOf(catalog, 'two')];
  expect(await catalog.select(id, { exposureMode: 'selected', selectedToolIds: [two] })).toEqual({
    exposureMode: 'selected',
    selectedToolIds: [two],
  });
  expect(catalog.toolsOf(id).map(({ exposed }) => exposed)).toEqual([false, true]);
  await catalog.setOverrides(id, two, { enabled: false });
  expect(() => catalog.resolve('two')).toThrow(expect.objectContaining({ code: 'GW_TOOL_NOT_FOUND' }));
  expect((await catalog.select(id, { exposureMode: 'all' })).selectedToolIds).toEqual([two]);
  expect(catalog.resolve('one').id).toBe(one);
  await expect(catalog.select(id, { selectedToolIds: ['x'] })).rejects.toMatchObject({ code: 'GW_INVALID' });
});

test('a bare name is enough where one server has it; otherwise the candidates are told', async () => {
  verifies('catalog:tools:by-name');
  await using place = await Place.make();
  await using opened = await openWith(place);
  const { catalog, id } = opened;
  await catalog.create(await place.stdio('a__b', named('two')), owner);
  await expect.poll(() => catalog.tools()).toHaveLength(3);
  expect(catalog.resolve('one').serverName).toBe('a');
  expect(() => catalog.resolve('two')).toThrow(
    expect.objectContaining({ code: 'GW_TOOL_AMBIGUOUS', details: { candidates: ['a__two', 'a__b__two'] } }),
  );
  expect(catalog.resolve('two', { serverId: id }).serverName).toBe('a');
  expect(catalog.resolve('two', { serverName: 'a__b' }).serverName).toBe('a__b');
  expect(catalog.resolve('a__b__two').serverName).toBe('a__b');
  expect(() => catalog.resolve('a__two', { serverName: 'a__b' })).toThrow(
    expect.objectContaining({ code: 'GW_TOOL_NOT_FOUND' }),
  );
});

test('tools are declared on local servers, one by one or all at once', async () => {
  verifies('catalog:tools:local');
  await using place = await Place.make();
  await using opened = await openWith(place);
  const { catalog } = opened;
  const { id, status } = await catalog.create({ name: 'mine', type: 'local' }, owner);
  expect(status).toBe('running');
  const tool = await catalog.declareTool(id, { name: 'one', description: 'first' });
  expect(tool.effective.qualifiedName).toBe('mine__one');
  await expect(catalog.declareTool(id, { name: 'one' })).rejects.toMatchObject({
    code: 'GW_TOOL_NAME_TAKEN',
  });
  await expect(catalog.declareTool(id, { name: 'mine__x' })).rejects.toMatchObject({ code: 'GW_INVALID' });
  await expect(catalog.declareTool(opened.id, { name: 'x' })).rejects.toMatchObject({
    code: 'GW_SERVER_NOT_LOCAL',
  });
  expect((await catalog.updateTool(id, tool.id, { description: 'changed' })).effective.description).toBe(
    'changed',
  );
  const inputSchema = { properties: { n: { type: 'integer' } } };
  expect(await catalog.syncLocalTools(id, [{ name: 'one' }, { name: 'two', inputSchema }])).toEqual({
    added: 1,
    updated: 1,
    removed: 0,
    total: 2,
  });
  await expect(catalog.syncLocalTools(id, [{ name: 'x' }, { name: 'bad name' }])).rejects.toMatchObject({
    errors: [{ pointer: '/tools/1/name' }],
  });
  expect(catalog.toolsOf(id).map(({ name }) => name)).toEqual(['one', 'two']);
  await catalog.deleteTool(id, tool.id);
  expect(catalog.toolsOf(id).map(({ name }) => name)).toEqual(['two']);
});

test('a faulty schema is put right, and is offered so from then on', async () => {
  verifies('catalog:tools:corrected');
  await using place = await Place.make();
  const faulty = {
    $schema: 'http://json-schema.org/draft-04/schema#',
    properties: {
      age: { type: 'int', minimum: 0, exclusiveMinimum: true, required: true },
      where: { $ref: '#/definitions/Nowhere', description: 'kept' },
      tags: { items: { type: 'str' }, widget: 'chips' },
    },
  };
  await using opened = await openWith(place, [{ ...echo, inputSchema: faulty }]);
  const { catalog, id } = opened;
  const toolId = idOf(catalog, 'echo');
  const { changes, schema } = await catalog.correctSchema(id, toolId);
  expect(schema).toEqual({
    type: 'object',
    properties: {
      age: { type: 'integer', exclusiveMinimum: 0 },
      where: { description: 'kept' },
      tags: { type: 'array', items: { type: 'string' } },
    },
    required: ['age'],
  });
  expect(changes.join('\n')).toContain('/properties/where had a "$ref" that leads nowhere');
  expect(catalog.resolve('echo').effective.inputSchema).toEqual(schema);
  await place.command('a', [echo]);
  await catalog.sync(id);
  await catalog.approve(id);
  expect(catalog.resolve('echo').effective.inputSchema).toEqual(echo.inputSchema);
  expect((await catalog.correctSchema(id, toolId)).changes).toEqual([]);
});
