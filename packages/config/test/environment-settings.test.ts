import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { issuesOf, newSecret, parse } from './parsing.ts';

const password = newSecret();
const token = newSecret();
const env = {
  MCP_HOST: '127.0.0.1',
  MCP_PORT: '9001',
  MCP_AUTH_USER: 'someone',
  MCP_AUTH_PASSWORD: password,
  MCP_AUTH_TOKEN: token,
};
const fromEnv = {
  host: '127.0.0.1',
  port: 9001,
  auth_user: 'someone',
  auth_password: password,
  auth_token: token,
};

test('the MCP_ variables fill what the file leaves out', () => {
  verifies('config:environment:fills');
  expect(parse({ server: {} }, env).config.server).toEqual(fromEnv);
});

test('the MCP_ variables fill what the file leaves empty', () => {
  verifies('config:environment:fills');
  const server = { host: '', port: '', auth_user: '', auth_password: '${NOTHING|}', auth_token: '' };
  expect(parse({ server }, env).config.server).toEqual(fromEnv);
});

test('what the file says wins over the MCP_ variables', () => {
  verifies('config:environment:file-wins');
  const server = {
    host: '::1',
    port: 1,
    auth_user: 'admin',
    auth_password: newSecret(),
    auth_token: newSecret(),
  };
  expect(parse({ server }, env).config.server).toEqual(server);
});

test('what a variable holds is a value, not a text with placeholders', () => {
  const { config } = parse({ server: {} }, { ...env, MCP_AUTH_PASSWORD: '${MCP_AUTH_TOKEN}' });
  expect(config.server.auth_password).toBe('${MCP_AUTH_TOKEN}');
});

test('a wrong variable is an issue of its setting, and is named', () => {
  const [issue] = issuesOf({ server: { auth_token: token } }, { MCP_PORT: 'http' });
  expect(issue).toMatchObject({ pointer: '/server/port', value: 'http' });
  expect(issue?.message).toContain('MCP_PORT');
});

test('a port that the file gives by an empty variable is an issue, not the default', () => {
  const [issue] = issuesOf({ server: { auth_token: token, port: '${MCP_PORT|8080}' } }, { MCP_PORT: '' });
  expect(issue).toMatchObject({ pointer: '/server/port', value: '${MCP_PORT|8080}' });
  expect(issue?.message).toContain('empty');
});

test('an empty variable fills nothing', () => {
  const { config } = parse({ server: { auth_token: token } }, { MCP_PORT: '', MCP_HOST: '' });
  expect(config.server).toMatchObject({ host: '0.0.0.0', port: 8080 });
});
