import { verifies } from '@gw/test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSandboxes, type TestSandboxes } from './test-sandboxes.ts';

let place: TestSandboxes;
let url: string;
let id: string;

beforeAll(async () => {
  place = await startSandboxes();
  ({ url } = await place.platform.gateway.listen());
  id = await place.create();
});

afterAll(() => place[Symbol.asyncDispose]());

function run(command: string, fields: object = {}, signal?: AbortSignal) {
  return fetch(`${url}/api/v1/sandboxes/${id}/exec`, {
    method: 'POST',
    headers: {
      ...place.platform.gateway.headers,
      accept: 'text/event-stream',
      'content-type': 'application/json',
    },
    body: JSON.stringify({ command, ...fields }),
    ...(signal ? { signal } : {}),
  });
}

/** Events as they come: name and data. */
async function* events({ body }: Response): AsyncGenerator<[string, Record<string, unknown>]> {
  let rest = '';
  for await (const chunk of body!.pipeThrough(new TextDecoderStream())) {
    const frames = (rest + chunk).split('\n\n');
    rest = frames.pop() ?? '';
    for (const frame of frames) {
      const [, name, data] = /^event: (\w+)\ndata: (.*)$/.exec(frame) ?? [];
      if (name) yield [name, JSON.parse(data!)];
    }
  }
}

test('output is told while the command runs, and then what became of it', async () => {
  verifies('sandboxes:exec:live');
  await place.exec(id, 'mkfifo go');
  const command =
    'echo one; read -r line < go; echo "$line" >&2; printf "\\303"; sleep 0.1; printf "\\244"; exit 4';
  const answer = await run(command);
  expect(answer.headers.get('content-type')).toBe('text/event-stream');
  const told = [];
  for await (const event of events(answer)) {
    told.push(event);
    // It is told of the first line before the second can be.
    if (told.length === 1) await place.exec(id, 'echo two > go');
  }
  expect(told.slice(0, -1)).toEqual([
    ['stdout', { text: 'one\n' }],
    ['stderr', { text: 'two\n' }],
    ['stdout', { text: 'ä' }],
  ]);
  expect(told.at(-1)).toEqual([
    'exit',
    expect.objectContaining({ exit_code: 4, timed_out: false, truncated: false, ended: null }),
  ]);
});

test('a command that is refused before it starts is answered as without a stream', async () => {
  verifies('sandboxes:exec:live');
  await place.ask('POST', `/sandboxes/${id}/stop`);
  const answer = await run('true');
  expect([answer.status, answer.headers.get('content-type')]).toEqual([
    409,
    'application/problem+json; charset=utf-8',
  ]);
  await place.ask('POST', `/sandboxes/${id}/resume`);
});

test('a silent command holds its stream open, and its time-out is an event', async () => {
  verifies('sandboxes:exec:live');
  const told = [];
  for await (const event of events(await run('sleep 30', { timeout_seconds: 1 }))) told.push(event);
  expect(told).toEqual([['exit', expect.objectContaining({ exit_code: 124, timed_out: true })]]);
});

test('a stream is bounded as the answer is', async () => {
  verifies('sandboxes:exec:live');
  let text = '';
  let last: [string, Record<string, unknown>] | undefined;
  for await (const event of events(await run('head -c 5000000 /dev/zero | tr "\\0" y'))) {
    if (event[0] === 'stdout') text += event[1].text;
    last = event;
  }
  expect(text.length).toBe(1024 * 1024);
  expect(last).toEqual(['exit', expect.objectContaining({ truncated: true, stdout_bytes: 5_000_000 })]);
});

test.each([
  ['stream', 'text/event-stream'],
  ['plain answer', 'application/json'],
])('a caller who leaves ends the command: %s', async (_name, accept) => {
  verifies('sandboxes:exec:caller-left');
  const leaving = new AbortController();
  const answer = fetch(`${url}/api/v1/sandboxes/${id}/exec`, {
    method: 'POST',
    headers: { ...place.platform.gateway.headers, accept, 'content-type': 'application/json' },
    body: JSON.stringify({ command: 'echo begun; exec sleep 54321' }),
    signal: leaving.signal,
  }).then(got => got.text());
  answer.catch(() => {});
  const running = async () => `${(await place.exec(id, 'ps -e -o args=')).stdout}`;
  await expect.poll(running).toContain('sleep 54321');
  leaving.abort();
  await expect.poll(running).not.toContain('sleep 54321');
  await expect
    .poll(async () => (await place.ask('GET', `/sandboxes/${id}/activity`)).json.items)
    .toContainEqual(
      expect.objectContaining({
        exit_code: null,
        details: expect.objectContaining({ ended: 'the caller left' }),
      }),
    );
});
