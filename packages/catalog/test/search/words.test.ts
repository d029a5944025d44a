import { verifies } from '@gw/test';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wordsOf } from '../../src/search/words.ts';

test.each([
  ['listPullRequests', ['list', 'pull', 'requests']],
  ['list_pull-requests', ['list', 'pull', 'requests']],
  ['HTTPServer2URLs', ['http', 'server', '2', 'ur', 'ls']],
  ["the user's files, users' too", ['the', 'user', 'files', 'users', 'too']],
  ['the user’s files — “all” of them…', ['the', 'user', 'files', 'all', 'of', 'them']],
  ['aBC aBcD v2beta3', ['a', 'bc', 'a', 'bc', 'd', 'v', '2', 'beta', '3']],
  ['naïve Straße', ['naive', 'strasse']],
])('%j is made of %j', (text, words) => {
  verifies('search:words');
  expect(wordsOf(text)).toEqual(words);
});

test('a text is parted the same way, whether it is read by its letters or by expressions', () => {
  verifies('search:words');
  const letters = fc.stringMatching(/^[a-dA-D1-2'_ ]{0,40}$/);
  // A letter beyond ASCII, apart from the rest, has it read by expressions.
  fc.assert(
    fc.property(letters, text => {
      expect([...wordsOf(text), 'e']).toEqual(wordsOf(`${text} é`));
    }),
  );
});
