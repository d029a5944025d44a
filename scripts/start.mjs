// Sets the workspace up and starts the gateway with the config file of this folder.
import { join } from 'node:path';
import { setup } from './setup.mjs';
import { become, bin, root } from './workspace.mjs';

setup();
// npm puts the workspace's tools on the path; the servers that the gateway starts get the user's own.
const path = (process.env.PATH ?? '')
  .split(':')
  .filter(folder => !folder.includes('node_modules/.bin') && !folder.includes('node-gyp-bin'))
  .join(':');
become(join(bin, 'mcp-gateway'), process.argv.slice(2), { cwd: root, env: { ...process.env, PATH: path } });
