import { existsSync, globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { verifies } from '@gw/test';
import { describe, expect, test } from 'vitest';
import { entersBuild, parseCopy, parseDockerfile } from './dockerfile.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const stages = parseDockerfile(read('deploy/Dockerfile'));
const dockerignore = read('deploy/Dockerfile.dockerignore');
const last = stages.at(-1)?.instructions ?? [];
const settingOf = (name: string) => last.findLast(instruction => instruction.name === name)?.value;

describe('Dockerfile', () => {
  test('copies only what exists and gets into the build', () => {
    verifies('deploy:image:copies');
    const copies = stages.flatMap(({ instructions }) =>
      instructions.filter(({ name }) => name === 'COPY').map(({ value }) => parseCopy(value)),
    );
    expect(copies.length).toBeGreaterThan(0);
    for (const source of copies.filter(({ from }) => !from).flatMap(({ sources }) => sources)) {
      expect(existsSync(new URL(source, root)), source).toBe(true);
      if (source !== '.') expect(entersBuild(dockerignore, source), source).toBe(true);
    }
    for (const { from } of copies) if (from) expect(stages.map(({ name }) => name)).toContain(from);
  });

  test('runs as a user that is not root, checks its health, and hands its arguments to the command', () => {
    verifies('deploy:image:non-root', 'deploy:image:healthcheck');
    expect(settingOf('USER')).toBe('1000:1000');
    expect(settingOf('HEALTHCHECK')).toContain('CMD ["node", "/opt/mcp-gateway/healthcheck.mjs"]');
    expect(settingOf('ENTRYPOINT')).toBe('["mcp-gateway"]');
  });

  test('uses the Node that the workspace uses', () => {
    const { devDependencies } = JSON.parse(read('package.json'));
    const major = devDependencies.node.split('.')[0];
    for (const { image } of stages) expect(image).toBe(`node:${major}-bookworm-slim`);
  });
});

describe('what gets into the build', () => {
  const sources = globSync('{packages,apps}/*/{src/**/*.ts,bin/*,package.json,ts*}', {
    cwd: fileURLToPath(root),
  });

  test('every source file and manifest of the workspace', () => {
    expect(sources.length).toBeGreaterThan(10);
    for (const path of sources) expect(entersBuild(dockerignore, path), path).toBe(true);
    for (const path of ['pnpm-lock.yaml', 'scripts/setup.mjs', 'test/package.json', 'bench/package.json'])
      expect(entersBuild(dockerignore, path), path).toBe(true);
  });

  test('no config file, secret, certificate, data or build of this machine', () => {
    verifies('deploy:image:no-secrets');
    const kept = [
      ...[
        'config.json',
        'deploy/config.json',
        'deploy/.env',
        '.env',
        'certs/server.pem',
        'data/x',
        '.git/config',
      ],
      ...[
        'node_modules/fastify/package.json',
        'packages/config/node_modules/x',
        'packages/config/dist/index.js',
      ],
      ...['apps/gateway/.turbo/x', 'packages/config/test/x.test.ts', 'temp/x', 'bench/src/main.ts'],
    ];
    for (const path of kept) expect(entersBuild(dockerignore, path), path).toBe(false);
  });
});

test('compose runs the same image with the same walls as the script', () => {
  verifies('deploy:compose:same');
  const compose = read('deploy/compose.yaml');
  const script = read('deploy/mcp-docker.sh');
  for (const [inCompose, inScript] of [
    ['init: true', '--init'],
    ['read_only: true', '--read-only'],
    ['no-new-privileges:true', '--security-opt no-new-privileges'],
    ['stop_grace_period: 15s', '--stop-timeout 15'],
    [':/var/lib/mcp-gateway/config.json:ro', ':/var/lib/mcp-gateway/config.json:ro'],
    [':/var/lib/mcp-gateway/data', ':/var/lib/mcp-gateway/data'],
  ] as const) {
    expect(compose).toContain(inCompose);
    expect(script).toContain(inScript);
  }
  expect(compose).toMatch(/cap_drop:\n\s+- ALL/);
  expect(compose).toContain('"${MCP_BIND:-127.0.0.1}:${MCP_PUBLISH:-8080}:8080"');
});
