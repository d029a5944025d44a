import { TestRunner } from 'vitest';

declare module 'vitest' {
  interface TaskMeta {
    verifies?: string[];
  }
}

/**
 * Says, inside a test, which requirements it proves. An id counts once its test has passed.
 *
 * @param ids ids of `test/requirements.ts`; the gate fails on one that isn't listed there.
 */
export function verifies(...ids: string[]): void {
  const test = TestRunner.getCurrentTest();
  if (!test) throw new Error('verifies() was called outside a test');
  test.meta.verifies = [...(test.meta.verifies ?? []), ...ids];
}
