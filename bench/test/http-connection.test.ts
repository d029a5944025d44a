import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { HttpConnection } from '../src/http-connection.ts';

test('an answer is read whole however it is cut, and the connection is used again', async () => {
  await using server = await answering(async socket => {
    for (const part of ['HTTP/1.1 200 OK\r\nContent-Le', 'ngth: 6\r\n', '\r\nZo', 'ë', '..']) {
      socket.write(part);
      await new Promise(setImmediate);
    }
  });
  using connection = new HttpConnection(server.url, 'Basic eA==');
  const get = { method: 'GET', path: '/' };
  expect(await connection.request(get)).toMatchObject({ status: 200, body: 'Zoë..'.slice(0, 6) });
  expect(await connection.request(get)).toMatchObject({ status: 200 });
  expect(server.connections()).toBe(1);
});

test('chunks are put together, wherever they are cut', async () => {
  await using server = await answering(async socket => {
    const whole =
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nZo\xc3\r\n2\r\n\xab!\r\n0\r\n\r\n';
    for (const byte of Buffer.from(whole, 'latin1')) {
      socket.write(Buffer.of(byte));
      await new Promise(setImmediate);
    }
  });
  using connection = new HttpConnection(server.url, '');
  const get = { method: 'GET', path: '/' };
  expect(await connection.request(get)).toMatchObject({ status: 200, body: 'Zoë!' });
  expect(await connection.request(get)).toMatchObject({ status: 200, body: 'Zoë!' });
});

test('a server that closes after each answer is connected to again', async () => {
  await using server = await answering(socket => {
    socket.end('HTTP/1.0 404 Not Found\r\n\r\nnothing here');
  });
  using connection = new HttpConnection(server.url, '');
  for (let i = 0; i < 3; i++)
    expect(await connection.request({ method: 'GET', path: '/' })).toMatchObject({
      status: 404,
      body: 'nothing here',
    });
  expect(server.connections()).toBe(3);
});

test('a connection that breaks before the answer rejects its request', async () => {
  await using server = await answering(socket => socket.destroy());
  using connection = new HttpConnection(server.url, '');
  await expect(connection.request({ method: 'GET', path: '/' })).rejects.toThrow();
});

test('nobody listening rejects the request', async () => {
  const server = await answering(() => undefined);
  await server[Symbol.asyncDispose]();
  using connection = new HttpConnection(server.url, '');
  await expect(connection.request({ method: 'GET', path: '/' })).rejects.toThrow('ECONNREFUSED');
});

async function answering(answer: (socket: Socket) => unknown) {
  let connections = 0;
  const sockets = new Set<Socket>();
  const server = createServer(socket => {
    connections++;
    sockets.add(socket);
    socket.on('error', () => undefined).on('data', () => answer(socket));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
