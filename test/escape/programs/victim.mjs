// Whom attacks are made on: keeps a secret in its environment, words, memory, home and an open file, and tells when
// it gets a signal.
import { openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const secret = process.env.VICTIM_SECRET;
const folder = process.env.HOME;
writeFileSync(join(folder, 'kept'), secret);
writeFileSync(join(folder, 'opened'), secret);
openSync(join(folder, 'opened'));
rmSync(join(folder, 'opened'));
process.on('SIGUSR2', () => writeSync(1, 'signalled\n'));
process.stdin.on('end', () => process.exit(0)).resume();
writeSync(1, `${JSON.stringify({ home: folder })}\n`);
