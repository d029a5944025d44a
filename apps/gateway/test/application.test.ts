import fastify from 'fastify';
import { expect, test } from 'vitest';
import { Application } from '../src/application.ts';
import { Listener } from '../src/listener.ts';

async function app(answer: () => string | Promise<string>, onClose = () => {}) {
  const instance = fastify();
  instance.get('/', async () => answer());
  instance.addHook('onClose', async () => onClose());
  await instance.ready();
  return instance;
}

const listen = (application: Application) =>
  Listener.start({ host: '127.0.0.1', port: 0, tls: undefined }, application.handler);

const text = async (url: string) => (await fetch(url)).text();

test('a request is answered to its end by the application that took it', async () => {
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<string>();
  const closed = Promise.withResolvers<void>();
  const first = await app(() => {
    asked.resolve();
    return answer.promise;
  }, closed.resolve);
  await using application = new Application(first);
  await using listener = await listen(application);

  const old = text(listener.url);
  await asked.promise;
  application.swap(await app(() => 'second'));
  expect(await text(listener.url)).toBe('second');
  answer.resolve('first');
  expect(await old).toBe('first');
  await closed.promise;
});

test('an application without open requests is closed when it is swapped out', async () => {
  const closed = Promise.withResolvers<void>();
  await using application = new Application(await app(() => 'first', closed.resolve));
  application.swap(await app(() => 'second'));
  await closed.promise;
});

test('while draining, answers tell the client to close the connection', async () => {
  await using application = new Application(await app(() => 'hello'));
  await using listener = await listen(application);
  application.drain();
  const response = await fetch(listener.url);
  expect(response.headers.get('connection')).toBe('close');
});
