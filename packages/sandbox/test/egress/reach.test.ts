import { networkInterfaces } from 'node:os';
import { verifies } from '@gw/test';
import { describe, expect, test } from 'vitest';
import { namespaces, routes, startInside, startNameServer, startTarget, startWeb } from './support.ts';

/** An address of this host beside loopback; what is sent to it doesn't leave the host either. */
const ownAddress = Object.values(networkInterfaces())
  .flat()
  .find(each => each?.family === 'IPv4' && !each.internal)?.address;

describe.skipIf(!namespaces)('what an allow-list names', () => {
  test('is reached by its name, by a program that knows of no proxy', async () => {
    verifies('egress:allow:name');
    await using dns = await startNameServer({ 'api.test': '127.0.0.2' });
    await using target = await startTarget();
    const allow = [`api.test:${target.port}`, `127.0.0.2/32:${target.port}`];
    await using inside = await startInside(allow, { servers: [dns.server] });

    expect(await inside.probe('tcp', { host: 'api.test', port: target.port, text: 'hello' })).toBe('hello');
    expect(await inside.probe('lookup', { name: 'API.test.' })).toMatch(/^127\.64\./);
  });

  test('is reached below a wildcard, which does not name the domain itself', async () => {
    verifies('egress:allow:wildcard');
    await using dns = await startNameServer({ 'a.b.example.test': '127.0.0.2', 'example.test': '127.0.0.2' });
    await using target = await startTarget();
    const { port } = target;
    await using inside = await startInside([`*.example.test:${port}`, `127.0.0.2:${port}`], {
      servers: [dns.server],
    });

    expect(await inside.probe('tcp', { host: 'a.b.example.test', port, text: 'hello' })).toBe('hello');
    await expect(inside.probe('tcp', { host: 'example.test', port })).rejects.toThrow('ENOTFOUND');
  });

  test('is reached by address, if it is on loopback of the host', async () => {
    verifies('egress:allow:address');
    await using target = await startTarget(undefined, '127.0.0.1');
    await using inside = await startInside([`127.0.0.1:${target.port}`]);

    expect(await inside.probe('tcp', { host: '127.0.0.1', port: target.port, text: 'hello' })).toBe('hello');
    expect(await inside.probe('tcp', { host: 'localhost', port: target.port, text: 'again' })).toBe('again');
  });

  test.skipIf(!routes || !ownAddress)(
    'is reached by any other address, too, where iproute2 is there',
    async () => {
      verifies('egress:allow:address');
      const host = ownAddress ?? '';
      await using target = await startTarget(undefined, host);
      await using inside = await startInside([`${host}:${target.port}`]);

      expect(await inside.probe('tcp', { host, port: target.port, text: 'hello' })).toBe('hello');
      const tunnel = `CONNECT ${host}:${target.port} HTTP/1.1\r\nHost: x\r\n\r\n`;
      expect(await inside.probe('raw', { port: inside.proxyPort, text: `${tunnel}hi`, bytes: 41 })).toMatch(
        /hi$/,
      );
      await expect(inside.probe('tcp', { host, port: target.port === 81 ? 82 : 81 })).rejects.toThrow(
        'ECONNREFUSED',
      );
    },
  );

  test('is reached through the proxy by programs that want one, tunnelled and plain', async () => {
    verifies('egress:allow:proxy');
    await using dns = await startNameServer({ 'web.test': '127.0.0.2' });
    await using web = await startWeb((message, response) => response.end(`${message.method} ${message.url}`));
    const allow = [`web.test:${web.port}`, `127.0.0.2:${web.port}`];
    await using inside = await startInside(allow, { servers: [dns.server] });
    const url = `http://web.test:${web.port}/a?b=c`;

    expect(await inside.probe('http', { url, proxied: true })).toMatchObject({
      status: 200,
      text: 'GET /a?b=c',
    });
    expect(await inside.probe('http', { url })).toMatchObject({ status: 200, text: 'GET /a?b=c' });
    const tunnel = `CONNECT web.test:${web.port} HTTP/1.1\r\nHost: web.test\r\n\r\n`;
    const inner = 'GET /in HTTP/1.1\r\nHost: web.test\r\nConnection: close\r\n\r\n';
    expect(await inside.probe('raw', { port: inside.proxyPort, text: tunnel + inner })).toMatch(
      /^HTTP\/1\.1 200 [\s\S]*GET \/in$/,
    );
  });

  test('carries a direction on after the other one has ended, and megabytes unharmed', async () => {
    verifies('egress:allow:half-open');
    await using target = await startTarget(socket => {
      let received = 0;
      socket.on('data', chunk => {
        received += chunk.length;
      });
      // Answers only once the request has ended, as many old protocols do.
      socket.on('end', () => socket.end(`${received}`));
    }, '127.0.0.1');
    await using inside = await startInside([`127.0.0.1:${target.port}`]);
    const text = 'x'.repeat(3_000_000);

    expect(await inside.probe('tcp', { host: '127.0.0.1', port: target.port, text })).toBe('3000000');
  });
});
