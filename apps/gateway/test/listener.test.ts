import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { ListenError } from '../src/errors.ts';
import { Listener } from '../src/listener.ts';

const local = { host: '127.0.0.1', port: 0, tls: undefined };
const hello: RequestListener = (_request, response) => void response.end('hello');

const start = (handler: RequestListener) => Listener.start(local, handler);

test('a request that is under way is answered before close() resolves', async () => {
  let answer = () => {};
  const asked = Promise.withResolvers<void>();
  await using listener = await start((_request, response) => {
    answer = () => void response.end('late');
    asked.resolve();
  });
  const response = fetch(listener.url);
  await asked.promise;
  const closed = listener.close(10_000);
  answer();
  expect(await (await response).text()).toBe('late');
  await closed;
});

test('close() cuts an answer that takes longer than the time to drain', async () => {
  const asked = Promise.withResolvers<void>();
  await using listener = await start(() => asked.resolve());
  const response = fetch(listener.url);
  response.catch(() => {});
  await asked.promise;
  await listener.close(50);
  await expect(response).rejects.toThrow('fetch failed');
});

test('close() does not wait for connections that are idle', async () => {
  await using listener = await start(hello);
  const { port } = new URL(listener.url);
  const socket = connect({ host: '127.0.0.1', port: Number(port) });
  await once(socket, 'connect');
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await once(socket, 'data');
  const ended = once(socket, 'close');
  await listener.close(60_000);
  await ended;
});

test('a port that is taken is an error that says what to do', async () => {
  await using listener = await start(hello);
  const target = { ...local, port: Number(new URL(listener.url).port) };
  const second = Listener.start(target, hello);
  await expect(second).rejects.toThrow(ListenError);
  await expect(second).rejects.toThrow(/something else listens there; stop it, or set server\.port/);
});

test('retarget() answers on the new address, and no longer on the old one', async () => {
  await using listener = await start(hello);
  const before = listener.url;
  await listener.retarget({ ...local, host: '127.0.0.2' });
  expect(listener.url).toContain('127.0.0.2');
  expect(await (await fetch(listener.url)).text()).toBe('hello');
  await expect(fetch(before)).rejects.toThrow('fetch failed');
});

test('retarget() to an address that cannot be had leaves the listener where it was', async () => {
  await using taken = await start(hello);
  await using listener = await start(hello);
  const target = { ...local, port: Number(new URL(taken.url).port) };
  await expect(listener.retarget(target)).rejects.toThrow(ListenError);
  expect(await (await fetch(listener.url)).text()).toBe('hello');
});
