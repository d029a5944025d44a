import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { StoreError, type StoreErrorCode } from '../src/index.ts';

test('the codes are these, and these of them may pass', () => {
  verifies('store:errors:codes');
  const codes = {
    GW_STORE_CONFLICT: false,
    GW_STORE_REFERENCE: false,
    GW_STORE_VALUE: false,
    GW_STORE_STALE: false,
    GW_STORE_NEWER: false,
    GW_STORE_CORRUPT: false,
    GW_STORE_READ_ONLY: true,
    GW_STORE_FULL: true,
    GW_STORE_IO: true,
    GW_STORE_BUSY: true,
    GW_STORE_UNAVAILABLE: true,
    GW_STORE_DENIED: true,
    GW_STORE_CLOSED: false,
    GW_STORE_URL: false,
    GW_STORE_DUMP: false,
    GW_STORE_NOT_EMPTY: false,
    GW_STORE_IN_USE: false,
    GW_STORE_QUERY: false,
  } satisfies Record<StoreErrorCode, boolean>;
  const passing = Object.keys(codes).map(code => [
    code,
    new StoreError(code as StoreErrorCode, '').retryable,
  ]);
  expect(Object.fromEntries(passing)).toEqual(codes);
});
