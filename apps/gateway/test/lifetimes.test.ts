import { expect, test } from 'vitest';
import { Lifetimes } from '../src/lifetimes.ts';

test('parts are stopped in the reverse order of their start, once', async () => {
  const stopped: string[] = [];
  const lifetimes = new Lifetimes();
  for (const name of ['first', 'second', 'third']) lifetimes.add(name, () => stopped.push(name));
  await Promise.all([lifetimes.stop(), lifetimes.stop()]);
  expect(stopped).toEqual(['third', 'second', 'first']);
});

test('a part that fails to stop is reported when all others are stopped', async () => {
  const stopped: string[] = [];
  const lifetimes = new Lifetimes();
  lifetimes.add('first', () => stopped.push('first'));
  lifetimes.add('second', () => Promise.reject(new Error('stuck')));
  const failure = await lifetimes.stop().catch((error: AggregateError) => error);
  expect(stopped).toEqual(['first']);
  expect(failure).toMatchObject({
    errors: [{ message: 'second could not be stopped', cause: { message: 'stuck' } }],
  });
});
