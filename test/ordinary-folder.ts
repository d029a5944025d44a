import { accessSync, constants, mkdirSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const checkout = join(dirname(import.meta.dirname), 'temp');
const hiddenFromServers = ['/home', '/root', '/tmp', '/var/tmp', '/run', '/dev', tmpdir(), homedir()];

/**
 * A folder for folders of a test that are to be like any other of the host: neither below a home nor below a
 * temporary folder, which the sandbox hides whatever is in them. In the checkout, or where that is hidden itself, in
 * a folder of the system's. Undefined for somebody who is not root and has the checkout in a home.
 */
export const ordinaryFolder: string | undefined = [
  checkout,
  '/srv/gw-test',
  '/opt/gw-test',
  '/var/lib/gw-test',
].find(folder => !hiddenFromServers.some(hidden => folder.startsWith(`${hidden}/`)) && isOurs(folder));

function isOurs(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
