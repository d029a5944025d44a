import { verifies } from '@gw/test';
import fc from 'fast-check';
import { Check } from 'typebox/schema';
import { expect, test } from 'vitest';
import { ConfigError, formatIssue, parseConfig } from '../src/index.ts';
import { GatewayConfigSchema } from '../src/schema/gateway-config.ts';
import { newSecret } from './parsing.ts';

const options = { env: { TOKEN: newSecret() }, cwd: '/srv', configPath: '/srv/config.json' };
const secret = newSecret();

const places = [
  ['server'],
  ['server', 'host'],
  ['server', 'port'],
  ['server', 'auth_user'],
  ['server', 'tls'],
  ['server', 'tls', 'cert_file'],
  ['services'],
  ['services', '__proto__'],
  ['services', 'one'],
  ['services', 'one', 'command'],
  ['services', 'one', 'command', '0'],
  ['services', 'one', 'enabled'],
  ['services', 'one', 'env', 'constructor'],
  ['services', 'one', 'sandbox', 'memory_mb'],
  ['services', 'one', 'sandbox_config'],
  ['services', 'one', 'call_timeout'],
  ['session', 'default_timeout'],
  ['rate_limiting', 'default_limits'],
  ['rate_limiting', 'default_limits', '1'],
  ['rate_limiting', 'key'],
  ['logging', 'level'],
  ['security', 'trusted_proxies'],
  ['data_dir'],
  ['unknown'],
];

const secretPlaces = [
  ['server', 'auth_password'],
  ['server', 'auth_token'],
  ['server', 'auth_pasword'],
  ['services', 'one', 'env'],
  ['services', 'one', 'env', 'KEY'],
  ['rate_limiting', 'storage_uri'],
];

const texts = [
  '',
  '0',
  '1',
  'true',
  'DEBUG',
  '${A}',
  '${A|1}',
  '${TOKEN}',
  'x${TOKEN}',
  '10 per minute',
  '\0',
];
const anyValue = fc.oneof(
  fc.constantFrom<unknown>(...texts, 0, 1, -1, true, null, [], {}, ['x']),
  fc.jsonValue({ maxDepth: 2 }),
);
const secretValue = fc.constantFrom<unknown>(
  secret,
  `${secret}\n`,
  [secret],
  { secret },
  `\${A|${secret}\0}`,
);

const change = fc.oneof(
  fc.tuple(fc.constantFrom(...places), anyValue),
  fc.tuple(fc.constantFrom(...secretPlaces), secretValue),
);

/** A right file, changed in a few places. */
const file = fc.array(change, { maxLength: 4 }).map(changes => {
  const right: object = {
    server: { auth_user: 'admin', auth_password: secret, auth_token: secret, tls: { cert_file: 'a.pem' } },
    services: { one: { command: ['server'], env: { KEY: secret }, sandbox: { memory_mb: 64 } } },
    session: {},
    rate_limiting: { default_limits: ['1 per day'], storage_uri: `redis://:${secret}@host` },
    logging: {},
    security: {},
  };
  for (const [place, value] of changes) put(right, place, value);
  return right;
});

function put(container: object, [key = '', ...below]: readonly string[], value: unknown): void {
  const child: unknown = Object.getOwnPropertyDescriptor(container, key)?.value;
  if (below.length === 0) Object.defineProperty(container, key, { value, ...plain });
  else if (typeof child === 'object' && child !== null) put(child, below, value);
}

const plain = { enumerable: true, writable: true, configurable: true };

/** Checks what holds for every input; tells whether it was accepted. */
function claimsHold(input: unknown): boolean {
  try {
    const { config, warnings } = parseConfig(input, options);
    expect(Check(GatewayConfigSchema, config)).toBe(true);
    const told = warnings.map(formatIssue).join();
    expect(told).not.toContain(secret);
    expect(told).not.toContain(options.env.TOKEN);
    return true;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const told = error.message + JSON.stringify(error.issues);
    expect(error.code).toBe('GW_CONFIG_INVALID');
    expect(error.issues).not.toEqual([]);
    expect(told).not.toContain(secret);
    expect(told).not.toContain(options.env.TOKEN);
    return false;
  }
}

test('any JSON becomes a valid configuration or a ConfigError, and no secret is shown', () => {
  verifies('config:issues:any-input', 'config:issues:secrets');
  fc.assert(
    fc.property(fc.jsonValue(), input => void claimsHold(input)),
    { numRuns: 200 },
  );
  let accepted = 0;
  const counting = (input: unknown) => {
    if (claimsHold(input)) accepted++;
  };
  fc.assert(fc.property(file, counting), { numRuns: 600 });
  // What is claimed of valid configurations would mean nothing if there were none.
  expect(accepted).toBeGreaterThan(50);
});

test('any text of braces, dollars and bars is replaced, or refused', () => {
  verifies('config:variables:once');
  const pieces = fc.array(fc.constantFrom('${', '}', '|', '{', '$', 'A', 'B', ' ', '${A}', '${B|x}'), {
    maxLength: 20,
  });
  const input = pieces.map(words => ({
    server: { auth_token: 't' },
    services: { one: { command: ['x', words.join('')] } },
  }));
  fc.assert(
    fc.property(input, file => void claimsHold(file)),
    { numRuns: 300 },
  );
});
