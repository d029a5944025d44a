import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cells, eras, serviceOf, transports } from '../conformance/cell.ts';
import { type RunningGateway, startGateway } from '../e2e/gateway.ts';
import { verifies } from '../verifies.ts';
import { differences } from './differences.ts';
import { type EchoOverHttp, echoCommand, startEchoOverHttp } from './echo-upstreams.ts';
import { canonical, type JsonObject, memberAt, withMember } from './exact-json.ts';
import { exchangesOf, methodNames } from './exchange.ts';
import { headersOf } from './headers.ts';
import { openHttp, openPipe } from './line.ts';
import { anyListings, type Listings, listMethods, writeListings } from './listings.ts';
import { nastyJson } from './nasty-json.ts';
import { Peer } from './peer.ts';

const numRuns = 25;
const seed = Math.floor(Math.random() * 0x7fffffff);
const listings = anyListings(seed);

let gateway: RunningGateway;
const overHttp = new Map<string, EchoOverHttp>();
beforeAll(async () => {
  for (const era of eras) overHttp.set(era, await startEchoOverHttp(era));
  const services = eras.flatMap(upstream => [
    ...transports.map(transport => [
      serviceOf({ upstream, transport }),
      transport === 'stdio'
        ? { command: echoCommand(upstream, 'stdio'), description: 'echoes' }
        : { url: urlOf(upstream), allow_private_addresses: ['127.0.0.1/32'], description: 'echoes' },
    ]),
    [
      `lists-${upstream}`,
      { command: echoCommand(upstream, 'stdio', writeListings(listings, upstream)), description: 'lists' },
    ],
  ]);
  gateway = await startGateway({
    services: Object.fromEntries(services),
  });
});
afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]();
  for (const echo of overHttp.values()) await echo[Symbol.asyncDispose]();
});

const urlOf = (era: string) => overHttp.get(era)?.url ?? '';

const throughGateway = (path: string, era: (typeof eras)[number]) =>
  Peer.connect(
    openHttp(gateway.url + path, headersOf(era, { authorization: `Bearer ${gateway.token}` })),
    era,
  );

describe.each(cells)('a $client client, a $upstream server over $transport', cell => {
  const { client, upstream, transport } = cell;

  test.each(methodNames)('%s: nothing is lost either way', { timeout: 60_000 }, async method => {
    verifies(
      'mcp-conformance:lossless:requests',
      'mcp-conformance:lossless:results',
      'mcp-conformance:lossless:notifications',
      'mcp-conformance:lossless:server-requests',
    );
    const line =
      transport === 'stdio'
        ? openPipe(echoCommand(upstream, 'stdio'))
        : openHttp(urlOf(upstream), headersOf(upstream));
    await using directly = await Peer.connect(line, upstream);
    await using through = await throughGateway(`/mcp/servers/${serviceOf(cell)}`, client);
    await fc.assert(
      fc.asyncProperty(exchangesOf(method, upstream), async exchange => {
        expect(
          differences(exchange, cell, await directly.carryOut(exchange), await through.carryOut(exchange)),
        ).toEqual([]);
      }),
      { numRuns },
    );
  });
});

test.each(transports)('a client notification of the 2025 era arrives as it was, over %s', async transport => {
  verifies('mcp-conformance:lossless:client-notifications');
  const service = serviceOf({ upstream: '2025', transport });
  await using through = await throughGateway(`/mcp/servers/${service}`, '2025');
  await fc.assert(
    fc.asyncProperty(nastyJson, async json => {
      const params: JsonObject = { 'x-any': json, _meta: { 'x-any': json } };
      const got = await through.notify('notifications/roots/list_changed', params);
      expect(canonical(got ?? null)).toBe(canonical(params));
    }),
    { numRuns },
  );
});

describe.each(eras)('lists of a %s server', upstream => {
  test.each(eras)(`are the server's for a %s client (seed ${seed})`, async client => {
    verifies('mcp-conformance:lossless:lists');
    await using through = await throughGateway(`/mcp/servers/lists-${upstream}`, client);
    for (const [kind, method] of Object.entries(listMethods) as [keyof Listings, string][])
      expect((await through.list(method, kind)).map(canonical), method).toEqual(
        listings[kind].map(canonical),
      );
  });

  test.each(eras)(
    `are the server's with names of their own for a %s client of all (seed ${seed})`,
    async client => {
      verifies('mcp-conformance:lossless:lists');
      await using through = await throughGateway('/mcp/gateway', client);
      for (const kind of ['tools', 'prompts'] as const) {
        const prefix = `lists-${upstream}__`;
        const ours = (await through.list(listMethods[kind], kind)).filter(entry =>
          String(memberAt(entry, ['name'])).startsWith(prefix),
        );
        const expected = listings[kind].map(entry =>
          withMember(entry, ['name'], `${prefix}${memberAt(entry, ['name'])}`),
        );
        expect(ours.map(canonical)).toEqual(expected.map(canonical));
      }
    },
  );
});
