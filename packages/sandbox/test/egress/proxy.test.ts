import { verifies } from '@gw/test';
import { describe, expect, test } from 'vitest';
import { namespaces, startInside, startNameServer, startTarget, startWeb } from './support.ts';

describe.skipIf(!namespaces)('the proxy', () => {
  test('tunnels to no address and no name that is not allowed, however it is written', async () => {
    verifies('egress:proxy:connect');
    await using secret = await startTarget(undefined, '127.0.0.1');
    await using inside = await startInside([`api.test:${secret.port}`, 'other.test:1']);
    const { port } = secret;

    const refused = [
      ...[
        '127.0.0.1',
        'localhost',
        '127.1',
        '2130706433',
        '0x7f000001',
        '[::1]',
        '[::ffff:127.0.0.1]',
        '0.0.0.0',
      ],
      ...['other.test', 'api.test.attacker.test', 'xapi.test', '[::ffff:7f00:1]', '169.254.169.254'],
    ];
    for (const host of refused) {
      const text = `CONNECT ${host}:${port} HTTP/1.1\r\nHost: api.test:${port}\r\n\r\n`;
      expect(await inside.probe('raw', { port: inside.proxyPort, text }), host).toMatch(/^HTTP\/1\.1 403 /);
    }
    for (const target of [
      'api.test',
      'user@api.test:1',
      'api.test:0',
      'api.test:70000',
      `a b:${port}`,
      '/',
    ]) {
      const text = `CONNECT ${target} HTTP/1.1\r\nHost: x\r\n\r\n`;
      expect(await inside.probe('raw', { port: inside.proxyPort, text }), target).toMatch(
        /^(HTTP\/1\.1 400 |$)/,
      );
    }
    expect(secret.count()).toBe(0);
  });

  test('goes by the address of a request alone, and tells the target that name', async () => {
    verifies('egress:proxy:host-header');
    await using dns = await startNameServer({ 'web.test': '127.0.0.2' });
    await using web = await startWeb(({ headers }, response) => response.end(JSON.stringify(headers)));
    const { port } = web;
    await using inside = await startInside([`web.test:${port}`, `127.0.0.2:${port}`], {
      servers: [dns.server],
    });
    const raw = (text: string) => inside.probe('raw', { port: inside.proxyPort, text }) as Promise<string>;

    const told = await raw(
      `GET http://web.test:${port}/ HTTP/1.1\r\nHost: internal.test\r\nProxy-Authorization: x\r\nX-Hop: 1\r\nConnection: close, x-hop\r\n\r\n`,
    );
    expect(told).toContain(`"host":"web.test:${port}"`);
    expect(told).not.toMatch(/internal|proxy-authorization|x-hop/i);
    const stolen = `GET http://internal.test:${port}/ HTTP/1.1\r\nHost: web.test:${port}\r\nConnection: close\r\n\r\n`;
    expect(await raw(stolen)).toMatch(/^HTTP\/1\.1 403 /);
    const origin = `GET / HTTP/1.1\r\nHost: web.test:${port}\r\nConnection: close\r\n\r\n`;
    expect(await raw(origin)).toMatch(/^HTTP\/1\.1 400 /);
    expect(web.count()).toBe(1);
  });

  test('lets no second request be smuggled past it', async () => {
    verifies('egress:proxy:smuggling');
    await using web = await startWeb((message, response) => response.end(message.url));
    const { port } = web;
    await using inside = await startInside([`127.0.0.2:${port}`]);
    const head = `POST http://127.0.0.2:${port}/one HTTP/1.1\r\nHost: x\r\n`;
    const hidden = `GET http://127.0.0.1:${port}/two HTTP/1.1\r\nHost: x\r\n\r\n`;

    const both = `${head}Content-Length: ${hidden.length}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`;
    expect(await inside.probe('raw', { port: inside.proxyPort, text: both })).toBe('');
    const next = `${head}Content-Length: 0\r\n\r\n${hidden.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n')}`;
    const heard = await inside.probe('raw', { port: inside.proxyPort, text: next });
    expect(heard).toMatch(/^HTTP\/1\.1 200 [\s\S]*\/one[\s\S]*HTTP\/1\.1 403 /);
    expect(web.count()).toBe(1);
  });

  test('says what is wrong: a target that is down, a name that nobody knows', async () => {
    verifies('egress:proxy:errors');
    await using dns = await startNameServer({});
    await using web = await startWeb(() => {});
    const { port } = web;
    await web[Symbol.asyncDispose]();
    await using inside = await startInside([`127.0.0.2:${port}`, `gone.test:${port}`], {
      servers: [dns.server],
    });

    for (const host of ['127.0.0.2', 'gone.test'])
      expect(await inside.probe('http', { url: `http://${host}:${port}/`, proxied: true })).toMatchObject({
        status: 502,
      });
  });
});
