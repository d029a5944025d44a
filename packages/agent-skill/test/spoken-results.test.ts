import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { FixtureGateway } from './fixtures/gateway.ts';
import { startSkill } from './fixtures/skill.ts';

const text = (words: string) => ({ type: 'text', text: words });
const image = { type: 'image', mimeType: 'image/png', data: 'AAAA' };

test.each<[string, Record<string, unknown>, string]>([
  ['one text', { result: 'one', content: [text('one')] }, 'one'],
  ['all texts', { result: 'one', content: [text('one'), text('two')] }, 'one\ntwo'],
  ['a text alone, as the original gateway answers', { result: 'plain' }, 'plain'],
  [
    'a whole result, as the original gateway answers',
    { result: { content: [image, text('seen')] } },
    'The tool answered with an image (image/png).\nseen',
  ],
  [
    'an image',
    { result: { content: [image] }, content: [image] },
    'The tool answered with an image (image/png).',
  ],
  ['data beside an image', { content: [image], structuredContent: { sum: 5 } }, '{"sum":5}'],
  ['data alone', { result: { content: [], structuredContent: { sum: 5 } } }, '{"sum":5}'],
  [
    'a file of text',
    { content: [{ type: 'resource', resource: { uri: 'a://b', text: 'inside' } }] },
    'inside',
  ],
  [
    'a link',
    { content: [{ type: 'resource_link', uri: 'a://b', name: 'report' }] },
    'The tool answered with a link to report.',
  ],
  ['nothing', { result: { content: [] }, content: [] }, 'The tool finished without an answer.'],
  ['no result at all', {}, 'The tool finished without an answer.'],
  ['a number', { result: 5 }, '5'],
])('a result of %s is something to say', async (_name, answer, said) => {
  verifies('skill:result:speakable');
  await using gateway = await FixtureGateway.start();
  gateway.services.set('greeter', [{ name: 'tool', run: () => answer }]);
  await using skill = await startSkill(gateway);
  expect(await skill.invoke('mcp_greeter_tool', {}, { call_id: 'c' })).toEqual({ response: said });
});
