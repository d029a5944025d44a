import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { node, type RunningGateway, root, startGateway } from '../e2e/gateway.ts';
import { verifies } from '../verifies.ts';
import { type InstalledPackages, installPackedPackages, publishedPackages } from './installed-packages.ts';

const published = await publishedPackages();
const libraries = published.filter(({ library }) => library);

describe('the packed packages, installed by plain npm into an empty folder', () => {
  let installed: InstalledPackages;
  let gateway: RunningGateway;
  beforeAll(async () => {
    installed = await installPackedPackages();
    gateway = await startGateway({
      command: join(installed.folder, 'node_modules', '.bin', 'mcp-gateway'),
      env: { PATH: `${dirname(process.execPath)}:${process.env.PATH}` },
      services: { greeter: { command: [node, join(installed.folder, 'examples/agent/test/greeter.mjs')] } },
    });
  }, 300_000);
  afterAll(async () => {
    await gateway?.[Symbol.asyncDispose]();
    await installed?.[Symbol.asyncDispose]();
  });

  test.each(libraries)('$name: its example runs', { timeout: 60_000 }, async ({ folder }) => {
    verifies('packages:packed:example', 'examples:library:runs');
    const places = ['main.ts', 'src/main.ts'].map(file => join(folder.replace('packages', 'examples'), file));
    const example = places.find(place => existsSync(join(root, place))) ?? `${places[0]} is missing`;
    await installed.run([process.execPath, example], {
      GATEWAY_URL: gateway.url,
      MCP_GATEWAY_AUTH_TOKEN: gateway.token,
      SWML_ALLOW_PRIVATE_URLS: 'true',
    });
  });

  test('their types compile in a strict consumer that checks libraries too', {
    timeout: 120_000,
  }, async () => {
    verifies('packages:packed:types');
    const imports = libraries.map(({ name }, n) => `import * as p${n} from '${name}';`);
    const uses = `export const surface = [${libraries.map((_, n) => `p${n}`).join(', ')}];`;
    await writeFile(join(installed.folder, 'consumer.ts'), [...imports, uses].join('\n'));
    const options = {
      module: 'nodenext',
      target: 'es2022',
      lib: ['es2023', 'esnext.disposable'],
      strict: true,
      skipLibCheck: false,
      noEmit: true,
      types: ['node'],
      typeRoots: [join(root, 'node_modules', '@types')],
    };
    await writeFile(
      join(installed.folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: options, files: ['consumer.ts'] }),
    );
    await installed.run([join(root, 'node_modules', '.bin', 'tsc'), '-p', '.']);
  });

  test('the gateway package brings the mcp-gateway command, which answers calls', async () => {
    verifies('packages:packed:command');
    const { stdout } = await installed.run(['npx', '--no-install', 'mcp-gateway', '--version']);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+/);
    const answer = await gateway.call('greeter', {
      tool: 'greet',
      session_id: 's',
      arguments: { name: 'World' },
    });
    expect(answer.json.result).toBe('Hello, World!');
  });
});
