import { randomBytes } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { verifies } from '../verifies.ts';
import { startEmbeddings } from './embeddings-endpoint.ts';
import { type RunningGateway, startGateway } from './gateway.ts';

const json = { 'content-type': 'application/json' };

const tools = [
  { name: 'abolish_record', description: 'Abolishes a record for good.' },
  { name: 'fetch_page', description: 'Fetches a page of the web.' },
  { name: 'sum_numbers', description: 'Adds numbers.' },
];

async function post(gateway: RunningGateway, path: string, body: object, method = 'POST') {
  const answer = await gateway.request(`/api/v1${path}`, {
    method,
    headers: json,
    body: JSON.stringify(body),
  });
  expect(answer.status, answer.text).toBeLessThan(300);
  return answer.json;
}

/** Waits for the database, which is opened beside listening, and declares the tools. */
async function declareTools(gateway: RunningGateway): Promise<string> {
  await untilOpen(gateway);
  const { id } = await post(gateway, '/servers', { name: 'things', type: 'local' });
  await post(gateway, `/servers/${id}/tools`, { tools }, 'PUT');
  return String(id);
}

const untilOpen = (gateway: RunningGateway) =>
  vi.waitFor(async () => expect((await gateway.request('/api/v1/servers')).status).toBe(200), 20_000);

async function search(gateway: RunningGateway, query: string): Promise<(string | undefined)[]> {
  const { tools: found } = await post(gateway, '/tools/search', { query });
  return (found as { display_name: string }[]).map(({ display_name: name }) => name);
}

test('the command brings its dictionary: a tool is found by words of like meaning', async () => {
  verifies('search:command');
  await using gateway = await startGateway();
  await declareTools(gateway);
  // WordNet alone knows that these mean the same.
  expect((await search(gateway, 'get rid of an entry'))[0]).toBe('abolish_record');
  expect(gateway.stderr).not.toContain('without a dictionary');
});

test('a configured model finds what no words do, is asked once for each text, and is missed without harm', async () => {
  verifies('search:command:model', 'search:vectors:once', 'search:vectors:faults');
  await using endpoint = await startEmbeddings([/sum_numbers|sum numbers|penguin/]);
  const key = randomBytes(12).toString('hex');
  const embeddings = {
    url: endpoint.url,
    model: 'stand-in',
    api_key: key,
    allow_private_addresses: ['127.0.0.1'],
  };
  await using gateway = await startGateway({ config: { embeddings } });
  const id = await declareTools(gateway);
  await vi.waitFor(async () => expect((await search(gateway, 'penguin'))[0]).toBe('sum_numbers'), 10_000);
  expect([...endpoint.credentials]).toEqual([`Bearer ${key}`]);
  expect(endpoint.asked.filter(text => text !== 'penguin')).toHaveLength(tools.length);

  const before = endpoint.asked.length;
  const changed = tools.map(tool =>
    tool.name === 'fetch_page' ? { ...tool, description: 'Gets one.' } : tool,
  );
  await post(gateway, `/servers/${id}/tools`, { tools: changed }, 'PUT');
  await vi.waitFor(() =>
    expect(endpoint.asked.slice(before)).toEqual([expect.stringContaining('Gets one.')]),
  );

  endpoint.fail(true);
  expect((await search(gateway, 'web page'))[0]).toBe('fetch_page');
  await vi.waitFor(() => expect(gateway.stderr).toContain('tools are found by words alone'));
  expect(gateway.stderr).not.toContain(key);
});

test('an endpoint on a private address is reached where the configuration allows it, and nowhere else', async () => {
  verifies('search:vectors:guarded');
  await using endpoint = await startEmbeddings([/sum/]);
  const embeddings = { url: endpoint.url, model: 'stand-in' };
  await using gateway = await startGateway({ config: { embeddings } });
  await declareTools(gateway);
  expect((await search(gateway, 'numbers'))[0]).toBe('sum_numbers');
  await vi.waitFor(() => expect(gateway.stderr).toContain('loopback'), 10_000);
  expect(endpoint.asked).toEqual([]);
});
