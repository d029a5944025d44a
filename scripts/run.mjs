// Sets the workspace up and runs one of its scripts on its own Node: `node scripts/run.mjs SCRIPT [ARG ...]`.
import { join } from 'node:path';
import { setup } from './setup.mjs';
import { become, bin, root, workspaceEnv } from './workspace.mjs';

setup();
const [script, ...args] = process.argv.slice(2);
become(join(bin, 'pnpm'), ['run', script, ...args], { cwd: root, env: workspaceEnv() });
