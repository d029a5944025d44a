import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Answer, answerOf, type RunningGateway, startGateway } from '../e2e/gateway.ts';
import { hostile } from '../e2e/services.ts';
import { verifies } from '../verifies.ts';
import { type Case, cases, type Outcome } from './cases.ts';
import { type OriginalGateway, startOriginalGateway } from './original-gateway.ts';
import { python } from './python.ts';

// Its address-space limit kills every Node server at start: for the comparison both go without limits.
const withoutLimits = { sandbox: { resource_limits: false } };
const services = {
  it: hostile('', withoutLimits),
  another: hostile('', withoutLimits),
  off: hostile('', { enabled: false, ...withoutLimits }),
  broken: { command: ['/no/such/program'], description: 'Never starts' },
};
const unlimited = '100000 per second';
const rate_limiting = {
  default_limits: [unlimited],
  tools_limit: unlimited,
  call_limit: unlimited,
  session_delete_limit: unlimited,
};

let original: OriginalGateway;
let ours: RunningGateway;
beforeAll(async () => {
  if (!python) return;
  [original, ours] = await Promise.all([
    startOriginalGateway({ services, rate_limiting }),
    startGateway({ services, config: { rate_limiting } }),
  ]);
});
afterAll(async () => {
  await original?.[Symbol.asyncDispose]();
  await ours?.[Symbol.asyncDispose]();
});

async function ask(gateway: OriginalGateway | RunningGateway, asked: Case): Promise<Answer> {
  const { user, password, token } = gateway;
  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
  const authorization = {
    none: undefined,
    basic: basic(`${user}:${password}`),
    'wrong-basic': basic(`${user}:wrong`),
    bearer: `Bearer ${token}`,
    'wrong-bearer': 'Bearer wrong',
  }[asked.authorization ?? 'basic'];
  const body = asked.rawBody ?? (asked.body === undefined ? undefined : JSON.stringify(asked.body));
  return answerOf(
    await fetch(gateway.url + asked.path, {
      method: asked.method ?? 'GET',
      headers: {
        ...(authorization === undefined ? {} : { authorization }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body }),
    }),
  );
}

/** Times and versions are each gateway's own; that they are there, and of which kind, is compared. */
function withoutTimes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutTimes);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) =>
      ['timestamp', 'version', 'created_at', 'last_accessed', 'time_remaining'].includes(key)
        ? [key, typeof inner]
        : [key, withoutTimes(inner)],
    ),
  );
}

const comparedHeaders = [
  'content-type',
  'www-authenticate',
  'x-content-type-options',
  'x-frame-options',
  'x-xss-protection',
  'content-security-policy',
];
const mediaType = (value: string | null) =>
  value?.replace('application/json; charset=utf-8', 'application/json');

function expectOutcome({ status, json }: Answer, { status: wanted, error }: Outcome): void {
  expect(status).toBe(wanted);
  if (error instanceof RegExp) expect(json.error).toMatch(error);
  else if (error !== undefined) expect(json.error).toBe(error);
  else if (wanted >= 400) expect(json.error).toEqual(expect.any(String));
}

test.skipIf(!python).each(cases)(
  '$name: ours answers as the original, or better as declared',
  async asked => {
    verifies('interop:original:case-by-case');
    const [theirs, mine] = [await ask(original, asked), await ask(ours, asked)];
    if (asked.differs) {
      expectOutcome(theirs, asked.differs.original);
      expectOutcome(mine, asked.differs.ours);
      return;
    }
    expect(mine.status).toBe(theirs.status);
    for (const name of comparedHeaders)
      expect(mediaType(mine.headers.get(name)), name).toBe(mediaType(theirs.headers.get(name)));
    // More keys than the original's are fine, other values are not; errors are its very text.
    if (theirs.status < 400)
      expect(withoutTimes(mine.json)).toMatchObject(withoutTimes(theirs.json) as object);
    else expect(mine.json).toEqual(theirs.json);
    if (Object.keys(theirs.json).length === 0) expect(mine.text.trim()).toBe(theirs.text.trim());
  },
);
