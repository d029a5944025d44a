// Carries the image's steps out where there is no container engine: in a plain Debian root folder. Then runs
// the result as the container would be run, and asks it. As root, with `debootstrap` unless there is a Debian
// already: `node test/deploy/image-steps.ts [FOLDER]`.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { DebianRoot } from './debian-root.ts';
import { parseDockerfile } from './dockerfile.ts';
import { buildImage, type ImageSettings } from './image-build.ts';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string) => readFileSync(join(repository, path), 'utf8');

const folder = mkdtempSync(join(tmpdir(), 'gw-image-'));
try {
  const [debian] = process.argv.slice(2);
  const base = debian
    ? new DebianRoot(debian).copyTo(join(folder, 'root'))
    : DebianRoot.install(join(folder, 'root'), 'bookworm');
  base.addNode(join(repository, 'node_modules/node/bin/node'));
  const context = { folder: repository, dockerignore: read('deploy/Dockerfile.dockerignore') };
  const image = await buildImage(parseDockerfile(read('deploy/Dockerfile')), base, context);
  checkContent(image);
  for (const user of [image.user, '4321:4321']) await checkRun({ ...image, user });
  process.stdout.write('The image builds, starts, answers, says whether it is healthy, and ends\n');
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function checkContent({ root, user }: ImageSettings): void {
  assert.notEqual(user.split(':')[0], '0');
  assert.ok(!existsSync(root.path('/src')), 'no sources in the image');
  for (const tool of ['typescript', 'tsup', 'vitest'])
    assert.ok(!existsSync(root.path(`/opt/mcp-gateway/node_modules/${tool}`)), `no ${tool} in the image`);
}

async function checkRun(image: ImageSettings): Promise<void> {
  const { root, command, healthcheck } = image;
  const port = await freePort();
  const password = crypto.randomUUID();
  // Each user gets the data volume as the image has it.
  const data = root.path('/var/lib/mcp-gateway/data');
  for (const name of readdirSync(data)) rmSync(join(data, name), { recursive: true });
  cpSync(
    join(repository, 'examples/calculator/calc_mcp.mjs'),
    root.path('/var/lib/mcp-gateway/calc_mcp.mjs'),
  );
  writeFileSync(
    root.path('/var/lib/mcp-gateway/config.json'),
    JSON.stringify({
      server: { auth_user: 'admin', auth_password: '${MCP_AUTH_PASSWORD}' },
      services: { calculator: { command: ['node', 'calc_mcp.mjs'] } },
    }),
  );
  const env = { ...image.env, MCP_HOST: '127.0.0.1', MCP_PORT: String(port), MCP_AUTH_PASSWORD: password };
  const health = async () => root.start(healthcheck, { ...image, env }).exited;

  assert.equal(await health(), 1, 'unhealthy before it runs');
  await using container = root.start(command, { ...image, env });
  const url = `http://127.0.0.1:${port}`;
  await answering(`${url}/health`);
  assert.equal(await health(), 0, 'healthy while it runs');
  const response = await fetch(`${url}/services/calculator/call`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      Authorization: `Basic ${Buffer.from(`admin:${password}`).toString('base64')}`,
    },
    body: JSON.stringify({ tool: 'add', session_id: 'image', arguments: { a: 2, b: 3 } }),
  });
  const answer = await response.text();
  assert.equal(response.status, 200, answer);
  assert.equal(JSON.parse(answer).result, '5');

  const asked = performance.now();
  container.signal('SIGTERM');
  assert.equal(await container.exited, 0, 'ends with success on SIGTERM, as process 1');
  assert.ok(performance.now() - asked < 12_000, 'ends within 12 seconds');
  assert.equal(await health(), 1, 'unhealthy after it ran');
}

async function answering(url: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return;
    await delay(100);
  }
  assert.fail(`${url} did not answer within 30 seconds`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  assert.ok(address && typeof address === 'object');
  return address.port;
}
