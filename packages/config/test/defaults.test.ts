import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { newSecret, parse } from './parsing.ts';

test('every setting that the file leaves out has the default of the reference', () => {
  verifies('config:defaults:filled');
  const token = newSecret();
  const { config, warnings } = parse({
    server: { auth_token: token },
    services: { one: { command: ['server'] } },
  });
  expect(warnings).toEqual([]);
  expect(config).toEqual({
    server: { host: '0.0.0.0', port: 8080, auth_user: '', auth_password: '', auth_token: token },
    services: {
      one: {
        command: ['server'],
        description: '',
        enabled: true,
        transport: 'auto',
        headers: {},
        allow_private_addresses: [],
        env: {},
        sandbox: {
          enabled: true,
          resource_limits: true,
          drop_privileges: false,
          allow_read: [],
          allow_write: [],
          hide: [],
          cpu_seconds: 300,
          memory_mb: 512,
          processes: 10,
          file_size_mb: 10,
          disk_mb: 1024,
          open_files: 1024,
        },
        call_timeout: 30,
        start_timeout: 30,
        warm: 0,
        shared: false,
        pin: 'warn',
      },
    },
    session: {
      default_timeout: 300,
      max_sessions_per_service: 100,
      max_total_sessions: 500,
      cleanup_interval: 60,
      sandbox_dir: '/etc/gateway/data/sandbox',
    },
    mcp: { input_timeout: 300, max_waiting_calls: 100, session_lifetime: 604_800, page_size: 1000 },
    catalog: {},
    sandboxes: {
      engine: 'sandbox',
      image: 'docker.io/library/python:3-slim',
      images: ['python:*', 'node:*', 'bash:*'],
      memory_mb: 512,
      max_memory_mb: 2048,
      cpu_cores: 1,
      max_cpu_cores: 2,
      disk_mb: 1024,
      max_disk_mb: 4096,
      processes: 64,
      idle_timeout: 1800,
      max_idle_timeout: 86_400,
      max_exec_timeout: 600,
      max_output_mb: 1,
      max_sandboxes: 100,
      max_sandboxes_per_caller: 10,
      max_running: 20,
      allow_degraded: false,
      mcp_server: false,
    },
    rate_limiting: {
      default_limits: ['200 per day', '50 per hour'],
      tools_limit: '30 per minute',
      call_limit: '10 per minute',
      session_delete_limit: '20 per minute',
      storage_uri: 'memory://',
      key: 'address',
    },
    logging: { level: 'INFO' },
    security: {
      allowed_hosts: [],
      cors_origins: [],
      hsts: true,
      allow_stdio_servers: true,
      trusted_proxies: [],
      allow_private_addresses: [],
    },
    data_dir: '/etc/gateway/data',
  });
});

test('one configuration never shares its defaults with another', () => {
  parse({}).config.rate_limiting.default_limits.push('changed');
  expect(parse({}).config.rate_limiting.default_limits).toEqual(['200 per day', '50 per hour']);
});
