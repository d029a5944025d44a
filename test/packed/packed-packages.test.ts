import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifies } from '../verifies.ts';
import { type InstalledPackages, installPackedPackages, publishedPackages } from './installed-packages.ts';

const root = dirname(dirname(import.meta.dirname));
const published = await publishedPackages();
const libraries = published.filter(({ library }) => library);

describe('the packed packages, installed by plain npm into an empty folder', () => {
  let installed: InstalledPackages;
  beforeAll(async () => {
    installed = await installPackedPackages();
  }, 300_000);
  afterAll(() => installed?.[Symbol.asyncDispose]());

  test.each(libraries)('$name: its example runs', async ({ folder }) => {
    verifies('packages:packed:example', 'examples:library:runs');
    const example = join('examples', folder.replace('packages/', ''), 'main.ts');
    expect(existsSync(join(root, example)), `${example} is missing`).toBe(true);
    await installed.run(process.execPath, example);
  });

  test('their types compile in a strict consumer that checks libraries too', async () => {
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
    await installed.run(join(root, 'node_modules', '.bin', 'tsc'), '-p', '.');
  });

  test('the gateway package brings the mcp-gateway command', async () => {
    verifies('packages:packed:command');
    const { stdout } = await installed.run('npx', '--no-install', 'mcp-gateway', '--version');
    expect(stdout).toMatch(/^\d+\.\d+\.\d+/);
  });
});
