import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { issuesOf, newSecret, parse } from './parsing.ts';

test('relative paths are those of the working folder', () => {
  verifies('config:paths:working-folder');
  const { config } = parse({
    server: { auth_token: newSecret(), tls: { cert_file: 'certs/a.pem', key_file: '../k.pem' } },
    services: { one: { command: ['./server'], sandbox: { working_dir: 'home' } } },
    session: { sandbox_dir: './sandbox' },
    logging: { file: 'gateway.log' },
    data_dir: 'kept',
  });
  expect(config.server.tls).toEqual({ cert_file: '/srv/certs/a.pem', key_file: '/k.pem' });
  expect(config.services.one?.sandbox.working_dir).toBe('/srv/home');
  expect(config.session.sandbox_dir).toBe('/srv/sandbox');
  expect(config.logging.file).toBe('/srv/gateway.log');
  expect(config.data_dir).toBe('/srv/kept');
});

test('a command is left as it is', () => {
  verifies('config:paths:commands');
  const { config } = parse({ services: { one: { command: ['./server', '../x', ''] } } });
  expect(config.services.one?.command).toEqual(['./server', '../x', '']);
});

test('sandbox_dir lies in data_dir, and data_dir beside the file, unless they are given', () => {
  verifies('config:paths:defaults');
  expect(parse({}).config.data_dir).toBe('/etc/gateway/data');
  expect(parse({ data_dir: '/var/lib/gw' }).config.session.sandbox_dir).toBe('/var/lib/gw/sandbox');
});

test('an empty path is the same as none', () => {
  const { config } = parse({ data_dir: '', session: { sandbox_dir: '' }, logging: { file: '${LOG_FILE|}' } });
  expect(config.session.sandbox_dir).toBe('/etc/gateway/data/sandbox');
  expect(config.logging).toEqual({ level: 'INFO' });
  expect(issuesOf({ server: { auth_token: newSecret(), tls: { cert_file: '' } } })).toMatchObject([
    { pointer: '/server/tls/cert_file' },
  ]);
});
