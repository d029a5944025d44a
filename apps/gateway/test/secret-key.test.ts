import { randomBytes } from 'node:crypto';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { secretKey } from '../src/secret-key.ts';

test('secrets are sealed with the variable where it is set, and with the key file otherwise', () => {
  verifies('catalog:secrets:key');
  const keyFile = randomBytes(32);
  const GATEWAY_SECRET_KEY = randomBytes(32).toString('hex');
  const ofFile = secretKey({}, keyFile);
  expect(ofFile).toHaveLength(32);
  expect(Buffer.from(ofFile)).not.toEqual(keyFile);
  expect(secretKey({}, keyFile)).toEqual(ofFile);
  expect(secretKey({ GATEWAY_SECRET_KEY }, keyFile)).not.toEqual(ofFile);
  expect(secretKey({ GATEWAY_SECRET_KEY }, keyFile)).toEqual(
    secretKey({ GATEWAY_SECRET_KEY }, randomBytes(32)),
  );
  expect(() => secretKey({ GATEWAY_SECRET_KEY: 'a word' }, keyFile)).toThrow(
    expect.objectContaining({ code: 'GW_SECRET_KEY' }),
  );
});
