import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { issuesOf, newSecret, parse, refusal } from './parsing.ts';

const url = 'http://127.0.0.1:11434/v1';

test('a model is asked at a url, with a key of the environment, or run from a folder', () => {
  verifies('search:vectors:config');
  const key = newSecret();
  const asked = { url, model: 'small', api_key: '${KEY}', dimensions: 256 };
  expect(parse({ embeddings: asked }, { KEY: key }).config.embeddings).toEqual({
    ...asked,
    api_key: key,
    allow_private_addresses: [],
  });
  expect(parse({ embeddings: { folder: 'models/small' } }).config.embeddings?.folder).toBe(
    '/srv/models/small',
  );
  expect(parse({}).config.embeddings).toBeUndefined();
});

test.each([
  [{}, 'url'],
  [{ url: 'models.example.com' }, 'url'],
  [{ url: 'https://user:word@example.com', model: 'small' }, 'url'],
  [{ url }, 'model'],
  [{ url, model: 'small', folder: 'models' }, 'folder'],
  [{ url, model: 'small', dimensions: 0 }, 'dimensions'],
  [{ url, model: 'small', allow_private_addresses: ['home'] }, 'allow_private_addresses/0'],
])('%j is refused, with the place of what is wrong', (embeddings, key) => {
  verifies('search:vectors:config');
  expect(issuesOf({ embeddings })).toMatchObject([{ pointer: `/embeddings/${key}` }]);
});

test('the key is in no message', () => {
  const key = newSecret();
  const error = refusal({ embeddings: { url: 'nowhere', model: 'small', api_key: [key] } });
  expect(JSON.stringify(error.issues) + error.message).not.toContain(key);
});
