import { chown, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { removeFolder } from './folder.ts';
import type { User } from './user.ts';

/** The folders that belong to one process alone, and go with it. */
export class OwnFolders {
  readonly folder: string;
  /** What `HOME`, `TMPDIR`, `TEMP` and `TMP` name. */
  readonly home: string;
  /** What stands in for the host's temporary folders, where those are hidden. */
  readonly temporary: string;

  constructor(folder: string) {
    this.folder = folder;
    this.home = join(folder, 'home');
    this.temporary = join(folder, 'tmp');
  }

  /** @param files what to put into the home, by name */
  async make(owner: User | undefined, files: Readonly<Record<string, string>> = {}): Promise<void> {
    // Open to pass through, for a command that runs as another user; not to list.
    await mkdir(this.folder, { mode: 0o711 });
    for (const folder of [this.home, this.temporary]) {
      await mkdir(folder, { mode: 0o700 });
      if (owner) await chown(folder, owner.uid, owner.gid);
    }
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(this.home, name)), { recursive: true });
      await writeFile(join(this.home, name), text);
    }
  }

  /** Writes a file that the process itself doesn't see; returns its path. */
  async write(name: string, text: string): Promise<string> {
    const file = join(this.folder, name);
    await writeFile(file, text, { mode: 0o600 });
    return file;
  }

  remove(): Promise<void> {
    return removeFolder(this.folder);
  }
}
