import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifies } from '../verifies.ts';
import { type RunningGateway, startGateway } from './gateway.ts';
import { hostile } from './services.ts';

let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await startGateway({
    services: {
      it: hostile(),
      neighbour: hostile(),
      paged: hostile('paged'),
      endless: hostile('paged-forever'),
      noisy: hostile('junk-at-start'),
      dead: hostile('exit-at-start'),
      other: hostile('version=1999-01-01'),
      forked: hostile('fork-at-start'),
    },
  });
});
afterAll(() => gateway[Symbol.asyncDispose]());

let sessions = 0;
const fresh = () => `s${++sessions}`;
const call = (tool: string, session_id = fresh(), more = {}, service = 'it') =>
  gateway.call(service, { tool, session_id, ...more });

/** The same session goes on working, and so does its neighbour. */
async function stillWorks(session: string): Promise<void> {
  expect(await call('echo', session)).toMatchObject({ status: 200, json: { result: '{}' } });
  expect(await call('echo', fresh(), {}, 'neighbour')).toMatchObject({ status: 200 });
}

describe('a server that', () => {
  test('prints junk between its messages is understood', async () => {
    verifies('hostile:output:junk');
    const session = fresh();
    expect(await call('junk', session)).toMatchObject({ status: 200, json: { result: 'after junk' } });
    expect(await call('echo', fresh(), {}, 'noisy')).toMatchObject({ status: 200 });
    await stillWorks(session);
  });

  test('answers twice is heard once', async () => {
    verifies('hostile:output:double');
    const session = fresh();
    expect(await call('double', session)).toMatchObject({ json: { result: 'first answer' } });
    await stillWorks(session);
  });

  test('answers unknown ids is heard for its own', async () => {
    verifies('hostile:output:unknown-id');
    const session = fresh();
    expect(await call('unknown-id', session)).toMatchObject({ json: { result: 'mine' } });
    await stillWorks(session);
  });

  test('asks with the id of the pending call is not taken to have answered it', async () => {
    verifies('hostile:output:same-id-request');
    expect((await call('same-id-request')).json.result).toMatch(/^(answered|refused)$/);
  });

  test('never answers costs its call_timeout and no more', async () => {
    verifies('hostile:output:never-answers');
    const session = fresh();
    expect(await call('never', session, { call_timeout: 0.2 })).toMatchObject({ status: 504 });
    await stillWorks(session);
  });

  test('floods stderr is drained, and its call answered', async () => {
    verifies('hostile:stderr:flood');
    const session = fresh();
    expect(await call('flood-stderr', session)).toMatchObject({ status: 200, json: { result: 'flooded' } });
    expect(gateway.stderr.length).toBeLessThan(15_000_000);
    await stillWorks(session);
  });

  test('stops reading fails its own calls in time', async () => {
    verifies('hostile:input:stops-reading');
    const session = fresh();
    expect(await call('stop-reading', session)).toMatchObject({ status: 200 });
    const large = { arguments: { any: 'x'.repeat(2_000_000) }, call_timeout: 0.3 };
    for (const { status } of await Promise.all([call('echo', session, large), call('echo', session, large)]))
      expect([502, 503, 504]).toContain(status);
    expect(await call('echo', fresh(), {}, 'neighbour')).toMatchObject({ status: 200 });
    expect((await gateway.request(`/sessions/${session}`, { method: 'DELETE' })).status).toBe(200);
  });

  test('sends invalid UTF-8 breaks no other message', async () => {
    verifies('hostile:output:invalid-utf8');
    const session = fresh();
    expect([200, 502]).toContain((await call('invalid-utf8', session, { call_timeout: 2 })).status);
    await stillWorks(session);
  });

  test('sends deep nesting does not bring the gateway down', async () => {
    verifies('hostile:output:deep-nesting');
    const session = fresh();
    expect([200, 502, 504]).toContain((await call('deep', session, { call_timeout: 2 })).status);
    await stillWorks(fresh());
  });

  test('sends a line without end is cut off', async () => {
    verifies('hostile:output:endless-line');
    expect([502, 504]).toContain((await call('endless-line', fresh(), { call_timeout: 10 })).status);
    await stillWorks(fresh());
  });

  test('pages its tools has them all', async () => {
    verifies('hostile:tools:paged');
    const { json } = await gateway.request('/services/paged/tools');
    const all = (await gateway.request('/services/it/tools')).json.tools as unknown[];
    expect(json.tools).toEqual(all);
  });

  test('pages its tools without end does not keep the gateway listing', async () => {
    verifies('hostile:tools:paged-forever');
    const { status } = await gateway.request('/services/endless/tools');
    expect([200, 500]).toContain(status);
    await stillWorks(fresh());
  });

  test('exits in the middle of a line is reported at once, and replaced', async () => {
    verifies('hostile:exit:mid-line');
    const session = fresh();
    expect(await call('exit-mid-line', session)).toMatchObject({ status: 502 });
    expect((await call('echo', session)).json).toMatchObject({ result: '{}', restarted: true });
  });

  test('exits while a grandchild holds its pipes is noticed all the same', async () => {
    verifies('hostile:exit:pipes-held');
    const session = fresh();
    expect(await call('fork-and-exit', session, { call_timeout: 20 })).toMatchObject({ status: 502 });
    expect((await call('echo', session)).json).toMatchObject({ result: '{}', restarted: true });
  });

  test('forks is ended with its children', async () => {
    verifies('hostile:fork:children-gone');
    const session = fresh();
    const sleepers = () => gateway.processes().filter(({ command }) => command === 'sleep 1000').length;
    const before = sleepers();
    await call('fork', session, {}, 'forked');
    await expect.poll(sleepers).toBeGreaterThan(before);
    await gateway.request(`/sessions/${session}`, { method: 'DELETE' });
    await expect.poll(sleepers).toBeLessThanOrEqual(before);
  });

  test('exits at its start is reported with its stderr in the log, and only there', async () => {
    verifies('hostile:start:exits', 'mcp:start:failure-logged');
    const answer = await call('echo', fresh(), {}, 'dead');
    expect(answer.status).toBe(502);
    expect(answer.text).not.toContain('no database');
    await expect.poll(() => gateway.stderr).toContain('cannot start: no database');
  });

  test('speaks a version that nobody knows is refused', async () => {
    verifies('mcp:version:unknown-refused');
    expect(await call('echo', fresh(), {}, 'other')).toMatchObject({ status: 502 });
  });

  test('changes its tools is listed anew', async () => {
    verifies('mcp:tools:list-changed');
    await call('grow');
    await expect
      .poll(async () => JSON.stringify((await gateway.request('/services/it/tools')).json))
      .toContain('grown-tool');
  });
});
