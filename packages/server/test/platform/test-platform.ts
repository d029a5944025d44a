import { randomUUID } from 'node:crypto';
import { openStore, type Store, type StoreOptions } from '@gw/store';
import { PostgresServer, postgresPrograms } from '@gw/test/postgres';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { PlatformHost } from '../../src/platform/platform.ts';
import { startTestGateway, type TestGateway, type TestGatewayOptions } from '../test-gateway.ts';
import { AnswersDescribed } from './answers-described.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A request to the platform API. */
export interface PlatformRequest {
  readonly body?: unknown;
  /** An API key; default: the owner's credentials. */
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A gateway with the platform API over a database of its own. */
export class TestPlatform implements AsyncDisposable {
  readonly gateway: TestGateway;
  readonly #close: () => PromiseLike<void>;
  #described: Promise<AnswersDescribed> | undefined;

  private constructor(gateway: TestGateway, close: () => PromiseLike<void>) {
    this.gateway = gateway;
    this.#close = close;
  }

  static async start(
    options: StoreOptions,
    gatewayOptions: TestGatewayOptions = {},
    close: () => PromiseLike<void> = async () => {},
  ) {
    const gateway = await startTestGateway({ ...gatewayOptions, openStore: () => openStore(options) });
    await gateway.platform?.start();
    return new TestPlatform(gateway, close);
  }

  get store(): Store {
    return PlatformHost.of(this.gateway.platform!).parts.store;
  }

  /**
   * Asks the platform API; `path` is what follows `/api/v1`. Refusals are looked at for their form, and every answer
   * is held against the reference: a status or a field that it doesn't describe fails the test.
   */
  async ask(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    request: PlatformRequest = {},
  ) {
    const { body, key, headers = {} } = request;
    const answer = await this.gateway.app.inject({
      method,
      url: `/api/v1${path}`,
      headers: { ...(key ? { authorization: `Bearer ${key}` } : this.gateway.headers), ...headers },
      ...(body === undefined ? {} : { payload: body as object }),
    });
    const json = answer.body === '' ? undefined : answer.json();
    if (answer.statusCode >= 400) expectProblem(answer.statusCode, answer.headers, json);
    this.#described ??= AnswersDescribed.by(this.gateway);
    (await this.#described).expect(method, `/api/v1${path}`, answer.statusCode, json);
    return { status: answer.statusCode, headers: answer.headers, json };
  }

  /** A new key, made by the owner. */
  async key(fields: object = {}): Promise<string> {
    const made = await this.ask('POST', '/users/me/api-keys', { body: { name: randomUUID(), ...fields } });
    expect(made.status).toBe(201);
    return made.json.key;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.gateway[Symbol.asyncDispose]();
    await this.#close();
  }
}

function expectProblem(status: number, headers: Readonly<Record<string, unknown>>, json: unknown): void {
  expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
  expect(json).toMatchObject({
    type: 'about:blank',
    title: expect.any(String),
    status,
    detail: expect.stringMatching(/^\S.*\S$/s),
    code: expect.stringMatching(/^GW_[A-Z_]+$/),
  });
}

export type StartPlatform = (options?: TestGatewayOptions & { now?: () => number }) => Promise<TestPlatform>;

export const startOnSqlite: StartPlatform = async ({ now, ...options } = {}) => {
  const folder = await temporaryFolder();
  return TestPlatform.start({ dataDir: folder.path, now }, options, () => folder[Symbol.asyncDispose]());
};

/** Runs tests on both databases; those on PostgreSQL are skipped, visibly, where it isn't installed. */
export function onEachDatabase(define: (start: StartPlatform) => void): void {
  describe('on SQLite', () => define(startOnSqlite));
  describe.skipIf(!postgresPrograms)('on PostgreSQL', () => {
    let server: PostgresServer;
    beforeAll(async () => {
      server = await PostgresServer.start();
    });
    afterAll(() => server[Symbol.asyncDispose]());
    define(async ({ now, ...options } = {}) =>
      TestPlatform.start({ url: await server.createDatabase(), now }, options));
  });
}
