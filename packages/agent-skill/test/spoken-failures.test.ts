import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { FixtureGateway, type Mishap } from './fixtures/gateway.ts';
import { recordingLogger, startSkill } from './fixtures/skill.ts';

async function failureOf(mishap: Mishap, parameters = {}): Promise<string> {
  await using gateway = await FixtureGateway.start();
  await using skill = await startSkill(gateway, { retry_attempts: 1, ...parameters });
  gateway.mishaps.set('POST /services', [mishap]);
  return (await skill.invoke('mcp_greeter_greet', { name: 'World' }, { call_id: 'c' })).response;
}

const answer = (status: number, body: string | Record<string, unknown>): Mishap => ({
  kind: 'answer',
  status,
  body,
});

test('no failure holds JSON, markup or a stack', async () => {
  verifies('skill:failure:speakable');
  const stack = 'Error: lost the file\n    at open (/srv/app/tool.js:3:1)\n    at run (/srv/app/tool.js:9:9)';
  const said = await Promise.all([
    failureOf(answer(500, { error: stack })),
    failureOf(answer(500, { error: '{"code": -32000, "message": "Out of stock"}' })),
    failureOf(answer(500, { error: { code: -32000, message: 'Out of stock' } })),
    failureOf(answer(502, '<html><body>Bad gateway</body></html>')),
    failureOf(answer(404, { error: 'Unknown tool: greet' })),
    failureOf(answer(401, 'Authentication required')),
    failureOf(answer(200, 'not JSON')),
    failureOf({ kind: 'reset', after: 'nothing' }),
    failureOf({ kind: 'hang', after: 'nothing' }, { request_timeout: 1 }),
  ]);
  expect(said.map(text => text.replace('Failed to call greeter.greet: ', ''))).toEqual([
    'Error: lost the file',
    'Out of stock',
    'Out of stock',
    'the service failed',
    'Unknown tool: greet',
    "the gateway refused the agent's credentials",
    'the answer of the gateway could not be understood',
    'the gateway could not be reached',
    'the gateway did not answer within 1 second',
  ]);
  for (const text of said) expect(text).toMatch(/^Failed to call greeter\.greet: /);
});

test('a reason that nobody would listen to is cut between words', async () => {
  const said = await failureOf(answer(500, { error: 'word '.repeat(1_000) }));
  expect(said.length).toBeLessThan(350);
  expect(said).toMatch(/word and so on$/);
});

test('a tool that reports a failure of its own is not taken for a success', async () => {
  verifies('skill:failure:tool-error');
  await using gateway = await FixtureGateway.start();
  const text = 'No such item';
  gateway.services.set('todo', [
    { name: 'remove', run: () => ({ result: text, content: [{ type: 'text', text }], isError: true }) },
  ]);
  await using skill = await startSkill(gateway);
  const { response } = await skill.invoke('mcp_todo_remove', {}, { call_id: 'c' });
  expect(response).toBe('Failed to call todo.remove: No such item');
});

test('the log says what the caller is spared', async () => {
  await using gateway = await FixtureGateway.start();
  const logger = recordingLogger();
  await using skill = await startSkill(gateway, { retry_attempts: 2 }, logger);
  gateway.mishaps.set('POST /services', [
    { kind: 'reset', after: 'nothing' },
    { kind: 'reset', after: 'nothing' },
  ]);
  await skill.invoke('mcp_greeter_greet', { name: 'World' }, { call_id: 'c' });
  expect(logger.lines[0]).toMatch(/^warn: POST \/services\/greeter\/call: .*; again in \d+ ms$/);
  expect(logger.lines.at(-1)).toMatch(/^error: Failed to call greeter\.greet: .*socket hang up|ECONNRESET/);
  expect(logger.lines.join('\n')).not.toContain(gateway.password);
});
