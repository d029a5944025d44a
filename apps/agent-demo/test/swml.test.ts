import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { createAgent } from '../src/index.ts';
import { CountingSkill } from './fixtures/counting-skill.ts';
import { authorization, listen, post } from './fixtures/host.ts';

const definition = {
  name: 'counter',
  languages: [{ name: 'English', code: 'en-US', voice: 'rime.spore' }],
  prompt: [{ title: 'Role', body: 'You count.' }],
  hints: ['two', 'three'],
  globalData: { shop: 'corner' },
};

test('SWML answers the call and hands the AI prompt, functions, hints, languages and data', async () => {
  verifies('agent:swml:document');
  await using host = await listen(createAgent({ ...definition, skills: [new CountingSkill()] }));
  const { status, body } = await post(host, '/', { call: { call_id: 'c' } });
  const hook = `${host.url.replace('//', `//signalwire:${host.password}@`)}/swaig`;
  const parameters = { type: 'object', properties: {} };
  const fillers = { 'en-US': ['One moment'] };
  expect(status).toBe(200);
  expect(body).toEqual({
    version: '1.0.0',
    sections: {
      main: [
        { answer: {} },
        {
          ai: {
            prompt: { pom: [...definition.prompt, { title: 'Counting', body: 'You can count.' }] },
            SWAIG: {
              functions: [
                { function: 'count', description: 'Counts', parameters, web_hook_url: hook, fillers },
                {
                  function: '_counting_hangup',
                  description: 'Ends counting',
                  parameters,
                  web_hook_url: hook,
                  is_hangup_hook: true,
                  fillers,
                },
                { function: 'hangup_hook', description: expect.any(String), parameters, web_hook_url: hook },
              ],
              defaults: { web_hook_url: hook },
            },
            params: {},
            hints: ['two', 'three', 'one'],
            languages: definition.languages,
            global_data: { counted: 0, shop: 'corner' },
          },
        },
      ],
    },
  });
});

test('GET and POST, at / and at /swaig, give the same document', async () => {
  await using host = await listen(createAgent(definition));
  const headers = authorization(host);
  const documents = await Promise.all(
    ['/', '/swaig', '/swaig/', '/?call_id=c'].map(async path =>
      (await fetch(host.url + path, { headers })).json(),
    ),
  );
  const { body } = await post(host, '/', {});
  for (const document of documents) expect(document).toEqual(body);
});

test('the address of the functions is the public one where that is set, and carries working credentials', async () => {
  verifies('agent:swml:web-hook');
  const publicUrl = 'https://agent.example.com/voice/';
  const agent = createAgent({ ...definition, skills: [new CountingSkill()] });
  await using host = await listen(agent, { publicUrl, user: 'me@home', password: 'a:b/c' });
  const { body } = await post(host, '/', {});
  const address = new URL(/"web_hook_url":"([^"]+)"/.exec(JSON.stringify(body))?.[1] ?? '');
  expect(address.origin + address.pathname).toBe('https://agent.example.com/voice/swaig');
  const given = {
    user: decodeURIComponent(address.username),
    password: decodeURIComponent(address.password),
  };
  const response = await fetch(`${host.url}/`, { headers: authorization(given) });
  expect(response.status).toBe(200);
});
