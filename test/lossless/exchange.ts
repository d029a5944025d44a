import {
  CallToolRequestParamsSchema,
  CallToolResultSchema,
  CompleteRequestParamsSchema,
  CompleteResultSchema,
  CreateMessageRequestParamsSchema,
  CreateMessageResultSchema,
  ElicitRequestFormParamsSchema,
  ElicitResultSchema,
  GetPromptRequestParamsSchema,
  GetPromptResultSchema,
  ListRootsResultSchema,
  LoggingMessageNotificationParamsSchema,
  ProgressNotificationParamsSchema,
  ReadResourceRequestParamsSchema,
  ReadResourceResultSchema,
} from '@modelcontextprotocol/core';
import fc from 'fast-check';
import type { Era } from '../conformance/cell.ts';
import { ExactNumber, type Json, type JsonObject, withMember } from './exact-json.ts';
import { nastyJson, nastyKey, objectOf } from './nasty-json.ts';
import { arbitraryOf, type JsonSchema } from './schema-arbitrary.ts';

/** A request with all that belongs to it. */
export interface Exchange {
  readonly method: string;
  readonly params: JsonObject;
  readonly notifications: readonly { readonly method: string; readonly params: Json }[];
  readonly ask?: { readonly method: string; readonly params: Json; readonly answer: Json };
  readonly reply: { readonly result: Json } | { readonly error: Json };
}

interface Described {
  toJSONSchema(options: { io: 'input'; unrepresentable: 'any' }): unknown;
}
const from = (described: Described, members: Record<string, fc.Arbitrary<Json> | undefined> = {}) =>
  arbitraryOf(described.toJSONSchema({ io: 'input', unrepresentable: 'any' }) as JsonSchema, members);

const always = (value: Json) => fc.constant(value);
const anyObject = fc.array(fc.tuple(nastyKey, nastyJson), { maxLength: 3 }).map(objectOf);
const meta = anyObject;
/** Valid ones: the gateway puts others in place of what is no hint. */
const cacheHints = fc.record({
  ttlMs: fc.nat().map(ms => new ExactNumber(ms)),
  cacheScope: fc.constantFrom('public', 'private'),
});

/** What each method's params and result are made from; names that the server knows, everything else at random. */
const methods: Record<string, { params: fc.Arbitrary<Json>; result: fc.Arbitrary<Json> }> = {
  'tools/call': {
    params: from(CallToolRequestParamsSchema, {
      name: always('echo'),
      arguments: anyObject,
      _meta: meta,
      task: undefined,
    }),
    result: from(CallToolResultSchema, { _meta: meta, structuredContent: nastyJson }),
  },
  'prompts/get': {
    params: from(GetPromptRequestParamsSchema, { name: always('echo'), _meta: meta }),
    result: from(GetPromptResultSchema, { _meta: meta }),
  },
  'resources/read': {
    params: from(ReadResourceRequestParamsSchema, { uri: always('echo://it'), _meta: meta }),
    result: from(ReadResourceResultSchema, { _meta: meta }).chain(result =>
      fc.option(cacheHints).map(hints => ({ ...(result as JsonObject), ...hints })),
    ),
  },
  'completion/complete': {
    params: from(CompleteRequestParamsSchema, {
      ref: always({ type: 'ref/prompt', name: 'echo' }),
      _meta: meta,
    }),
    result: from(CompleteResultSchema, { _meta: meta }),
  },
  'x.test/unheard-of': {
    params: fc.tuple(anyObject, meta).map(([params, _meta]) => ({ ...(params as JsonObject), _meta })),
    result: anyObject,
  },
};
export const methodNames = Object.keys(methods);

const notification = fc.oneof(
  from(LoggingMessageNotificationParamsSchema, { level: always('error'), _meta: meta }).map(params => ({
    method: 'notifications/message',
    params,
  })),
  from(ProgressNotificationParamsSchema, { progressToken: always('$progressToken'), _meta: meta }).map(
    params => ({ method: 'notifications/progress', params }),
  ),
);

const ask = fc.oneof(
  question(
    'sampling/createMessage',
    from(CreateMessageRequestParamsSchema, unasked()),
    from(CreateMessageResultSchema, { _meta: meta }),
  ),
  question(
    'elicitation/create',
    from(ElicitRequestFormParamsSchema, unasked()),
    from(ElicitResultSchema, { _meta: meta }),
  ),
  question('roots/list', fc.record({ _meta: meta }), from(ListRootsResultSchema, { _meta: meta })),
);

/** Without what starts a task, which is another exchange, and without tools, which need a capability of their own. */
function unasked() {
  return { task: undefined, tools: undefined, toolChoice: undefined, _meta: meta };
}

function question(method: string, params: fc.Arbitrary<Json>, answer: fc.Arbitrary<Json>) {
  return fc.record({ method: fc.constant(method), params, answer });
}

const error = fc
  .record({
    code: fc.constantFrom('-32603', '-32050', '-32042', '7').map(code => new ExactNumber(code) as Json),
    message: fc.string({ minLength: 1 }).map(message => message as Json),
    data: nastyJson,
  })
  .map(described => described as Json);

/** Methods whose results may ask for input first. */
const asking = ['tools/call', 'prompts/get', 'resources/read'];

/** Exchanges of one method. A result of the 2026 era says that it is complete, or it would be none. */
export function exchangesOf(method: string, upstream: Era): fc.Arbitrary<Exchange> {
  const { params = nastyJson, result = nastyJson } = methods[method] ?? {};
  const complete =
    upstream === '2026' ? result.map(value => withMember(value, ['resultType'], 'complete')) : result;
  return fc
    .record({
      params,
      token: fc.option(
        fc.oneof(
          fc.string(),
          fc.nat().map(n => new ExactNumber(n) as Json),
        ),
        {
          nil: undefined,
        },
      ),
      notifications: fc.array(notification, { maxLength: 2 }),
      ask: asking.includes(method) ? fc.option(ask, { nil: undefined }) : fc.constant(undefined),
      reply: fc.oneof(
        complete.map(value => ({ result: value })),
        error.map(value => ({ error: value })),
      ),
    })
    .map(({ params: bare, token, notifications, ask: question, reply }) => ({
      method,
      params: withMember(bare, ['_meta', 'progressToken'], token) as JsonObject,
      // Without a token there is nobody to tell about progress.
      notifications: notifications.filter(
        ({ method: name }) => token !== undefined || name !== 'notifications/progress',
      ),
      ...(question && { ask: question }),
      reply,
    }));
}
