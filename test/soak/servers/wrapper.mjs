// Stands before its server as npx does: a process of its own that starts the server and waits for it.
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const server = join(import.meta.dirname, 'node-server.mjs');
const child = spawn(process.execPath, [server, ...process.argv.slice(2)], { stdio: 'inherit' });
child.once('exit', code => process.exit(code ?? 1));
