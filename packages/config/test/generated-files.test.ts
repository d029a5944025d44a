import { readFile } from 'node:fs/promises';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { configurationPage } from '../scripts/configuration-page.ts';
import { generatedFiles } from '../scripts/generated-files.ts';
import { parse } from './parsing.ts';

test.each(generatedFiles())(
  '$url is what the schema says; `pnpm --filter @gw/config docs` writes it',
  async file => {
    verifies('config:reference:generated');
    expect(await readFile(file.url, 'utf8')).toBe(file.content);
  },
);

test('the example of the reference page is a configuration without warnings', () => {
  const [, example = ''] = /```json\n(.*?)```/s.exec(configurationPage()) ?? [];
  expect(parse(JSON.parse(example), { MCP_AUTH_PASSWORD: 'x' }).warnings).toEqual([]);
});
