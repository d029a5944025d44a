import { verifies } from '@gw/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AgentHost } from '../src/index.ts';
import { run } from '../src/swaig-test/run.ts';
import { listen } from './fixtures/host.ts';
import shop from './fixtures/shop-agent.ts';
import { shopModule, swaigTest } from './fixtures/swaig-test.ts';

let host: AgentHost;
beforeAll(async () => {
  host = await listen(shop);
});
afterAll(() => host.stop());

const targets: [string, () => string][] = [
  ["an agent's module", () => shopModule],
  ['a SWML URL', () => host.swmlUrl],
  ['a SWAIG URL', () => `${host.swmlUrl}swaig`],
];

describe.each(targets)('on %s', (_kind, target) => {
  test('--list-tools shows the functions and their arguments', async () => {
    verifies('swaig-test:list-tools');
    const { code, stdout } = await swaigTest([target(), '--list-tools']);
    expect(code).toBe(0);
    expect(stdout).toContain('  echo - Tells what it was given\n    Parameters:\n');
    expect(stdout).toContain('      word (string) (required): A word\n');
    expect(stdout).toContain('      count (integer, default 1): How many\n');
    expect(stdout).toContain('      kind (string, one of a | b): Which\n');
  });

  test('--exec gives the arguments by the types of the schema, under the call id', async () => {
    verifies('swaig-test:exec', 'swaig-test:call-id', 'swaig-test:typed-arguments');
    const words =
      '--word 5 --count 5 --price 1.5 --gift --tags a,b --sizes 1,2 --place {"city":"Ulm"} --kind=a';
    const { code, stdout } = await swaigTest([
      target(),
      ...'--call-id my-call --exec echo'.split(' '),
      ...words.split(' '),
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      args: {
        word: '5',
        count: 5,
        price: 1.5,
        gift: true,
        tags: ['a', 'b'],
        sizes: [1, 2],
        place: { city: 'Ulm' },
        kind: 'a',
      },
      call_id: 'my-call',
      global_data: { shop: 'corner' },
    });
  });

  test('--dump-swml prints the document', async () => {
    verifies('swaig-test:dump-swml');
    const { code, stdout } = await swaigTest([target(), '--dump-swml']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toHaveProperty(
      ['sections', 'main', 1, 'ai', 'SWAIG', 'functions', 0, 'function'],
      'echo',
    );
  });

  test('--json prints JSON alone', async () => {
    verifies('swaig-test:json');
    const [listed, executed] = await Promise.all([
      swaigTest([target(), '--json', '--list-tools']),
      swaigTest([target(), '--raw', '--exec', 'transfer']),
    ]);
    expect(JSON.parse(listed.stdout)).toHaveLength(4);
    expect(JSON.parse(executed.stdout)).toEqual({ response: 'One moment.', action: [{ hangup: true }] });
  });

  test('a function that fails is an exit code of 1', async () => {
    verifies('swaig-test:exit-codes');
    const { code, stdout } = await swaigTest([target(), '--exec', 'buy']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: 'Failed to call shop.buy: out of stock\n' });
  });
});

test.each<[string[], string]>([
  [['--exec', 'echo'], 'echo needs --word'],
  [['--exec', 'echo', '--wrod', 'x'], 'echo has no argument --wrod: it has --word'],
  [['--exec', 'echo', '--word'], '--word has no value'],
  [['--exec', 'echo', 'word'], 'Unexpected "word"'],
  [['--exec', 'echo', '--word', 'x', '--count', 'many'], '--count must be a whole number, not "many"'],
  [['--exec', 'echo', '--word', 'x', '--gift=maybe'], '--gift must be true or false'],
  [['--exec', 'echo', '--word', 'x', '--place', '5'], '--place must be a JSON object'],
  [['--exec', 'unheard-of'], 'no function unheard-of; it has: echo, transfer, broken, buy'],
  [['--exec'], '--exec needs the name of a function'],
  [['--list-tools', '--dump-swml'], 'Give one of'],
  [[], 'Give one of'],
  [['--unheard-of'], '--unheard-of'],
])('%j is wrong usage, exit code 2', async (args, reason) => {
  verifies('swaig-test:usage-errors');
  await expect(run([shopModule, ...args])).rejects.toMatchObject({
    name: 'SwaigTestError',
    exitCode: 2,
    message: expect.stringContaining(reason),
  });
});

test('wrong usage goes to stderr, without a stack, with a pointer to the help', async () => {
  verifies('swaig-test:usage-errors');
  expect(await swaigTest([shopModule, '--exec'])).toEqual({
    code: 2,
    stdout: '',
    stderr: 'swaig-test: --exec needs the name of a function\nTry swaig-test --help\n',
  });
});

test.each<[() => string, number, string]>([
  [() => './no-such-agent.ts', 2, 'There is no file'],
  [() => import.meta.filename.replace('swaig-test.test', 'fixtures/host'), 2, 'has no agent'],
  [() => host.swmlUrl.replace(host.password, 'wrong'), 1, 'refuses the credentials (401)'],
  [() => `${host.swmlUrl}nowhere`, 1, 'answered 404'],
  [() => 'http://127.0.0.1:1/', 1, 'could not be reached'],
])('an agent that cannot be had is told in one line', async (agent, exitCode, reason) => {
  const failure = await run([agent(), '--list-tools']).catch((error: unknown) => error);
  expect(failure).toMatchObject({
    name: 'SwaigTestError',
    exitCode,
    message: expect.stringContaining(reason),
  });
  expect(String(failure)).not.toContain(host.password);
});

test('--help is help', async () => {
  const { code, stdout } = await swaigTest(['--help']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Usage: swaig-test AGENT/);
});

test('what a function of a module throws is told to who tests it', async () => {
  const { code, stderr } = await swaigTest([shopModule, '--exec', 'broken']);
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: 'swaig-test: The function threw: the till is stuck\n',
  });
});
