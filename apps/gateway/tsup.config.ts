import { cp, readFile, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Options } from 'tsup';
import { packageBuild } from '../../tsup.base.ts';
import { writeDictionary } from './scripts/dictionary.ts';
import { writeLicences } from './scripts/third-party-licences.ts';

// The servers that a first configuration offers travel with the command.
const examples = ['calculator/calc_mcp.mjs', 'greeter/greeter_mcp.py', 'todo/todo_mcp.py'];

type Plugin = NonNullable<Options['esbuildPlugins']>[number];

/** An `import` of `node:http` reads all of its properties, and one of them loads the whole of `fetch`. */
const lazyHttp: Plugin = {
  name: 'lazy-http',
  setup(build) {
    build.onResolve({ filter: /^node:https?$/ }, ({ path }) => ({ path, namespace: 'builtin' }));
    build.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule('${path}')`,
    }));
  },
};

// A command that nobody imports, as one bundle: half the time to start, a fifth less memory, nothing to install.
export default packageBuild({
  entry: ['src/main.ts'],
  dts: false,
  splitting: true,
  metafile: true,
  noExternal: [/./],
  // Some of what is bundled is CommonJS and requires Node's own modules.
  banner: {
    js: "import { createRequire as bundleRequire } from 'node:module';\nconst require = bundleRequire(import.meta.url);",
  },
  esbuildPlugins: [lazyHttp],
  async onSuccess() {
    for (const file of examples) await cp(`../../examples/${file}`, `dist/examples/${file}`);
    await cp('../../packages/catalog/builtin-skills', 'dist/builtin-skills', { recursive: true });
    const metafile = 'dist/metafile-esm.json';
    const { inputs } = JSON.parse(await readFile(metafile, 'utf8')) as { inputs: Record<string, unknown> };
    // What words mean, for the search of tools: the command needs no network and no other package.
    const dictionary = await writeDictionary('dist/wordnet');
    const files = Object.keys(inputs).map(file => resolve(file));
    await writeLicences([...files, dictionary], 'dist/THIRD-PARTY-LICENCES.txt');
    await rm(metafile);
  },
});
