import type { Store } from '@gw/store';
import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { access } from '../access.ts';
import type { PlatformHost } from '../platform.ts';
import { invalidField, notFound, PlatformError } from '../problem.ts';
import type { PlatformApp } from '../typebox-routes.ts';

/** What an owner's entries may amount to, expired ones apart. Sizes in bytes. */
const bounds = { entry: 1024 * 1024, all: 64 * 1024 * 1024, entries: 10_000, key: 1024 };

const year = 365 * 86_400;

const SetBody = Type.Object(
  {
    value: Type.Unknown({ description: 'Any JSON value.' }),
    ttl: Type.Optional(
      Type.Integer({ minimum: 1, maximum: year, description: 'Seconds until it is gone. Default 300.' }),
    ),
  },
  { additionalProperties: false },
);

const Entry = Type.Object({ value: Type.Unknown() });

/** Values that callers put away for a while; each owner sees his own. */
export function cacheRoutes(app: PlatformApp, platform: PlatformHost): void {
  const path = '/sdk/cache/*';

  app.get(
    path,
    { config: access('cache:read'), schema: { response: { 200: Entry } } },
    async (request, reply) => {
      const key = keyOf(request);
      const value = await platform.parts.store.cache.get(`${request.principal?.id}`, key);
      if (value === undefined) throw notFound('cache entry', key);
      // As it was given: numbers keep their digits.
      return reply.type('application/json; charset=utf-8').serializer(String).send(`{"value":${value}}`);
    },
  );

  app.put(
    path,
    {
      config: access('cache:write', { action: 'cache.set', target: 'cache' }),
      schema: { body: SetBody, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      const key = keyOf(request);
      const { value, ttl = 300 } = request.body;
      const text = JSON.stringify(value);
      const bytes = Buffer.byteLength(key) + Buffer.byteLength(text);
      const { store } = platform.parts;
      const owner = `${request.principal?.id}`;
      if (bytes > bounds.entry) throw tooMuch('A cache entry may have 1 MiB');
      await requireRoom(store, owner, bytes);
      await store.cache.set(owner, key, text, ttl * 1000);
      return reply.code(204).send();
    },
  );
}

/** @throws PlatformError 413 when one more entry would be too many, expired ones swept */
async function requireRoom({ cache }: Store, owner: string, bytes: number): Promise<void> {
  const isRoom = async () => {
    const usage = await cache.usage(owner);
    return usage.entries < bounds.entries && usage.bytes + bytes <= bounds.all;
  };
  if (await isRoom()) return;
  await cache.sweep();
  if (!(await isRoom())) throw tooMuch('The cache is full: 10,000 entries or 64 MiB, until some expire');
}

const tooMuch = (message: string) => new PlatformError('GW_CACHE_FULL', 413, message);

/** The rest of the path: a key may hold slashes. */
function keyOf(request: FastifyRequest): string {
  const { '*': key } = request.params as { '*': string };
  const isGood = key !== '' && !/\p{Cc}/u.test(key) && Buffer.byteLength(key) <= bounds.key;
  if (!isGood) throw invalidField('/key', 'must have 1 to 1024 bytes, and no control characters');
  return key;
}
