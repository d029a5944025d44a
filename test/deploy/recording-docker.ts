import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../../deploy/mcp-docker.sh', import.meta.url));

/** Writes down what it is called with, and knows what is there: files named for it in its folder. */
const recorder = `#!/bin/sh
cd "$FAKE_DOCKER" || exit 99
for word in "$@"; do printf '%s\\t' "$word"; done >>record
echo >>record
case "$1 \${2-}" in
  info*) [ -e service ] ;;
  container*) [ -e container ] || exit 1
    if [ "$4" = '{{.State.Status}}' ]; then cat container; else echo "$(cat container), as asked"; fi ;;
  'image inspect' | 'volume inspect') [ -e "$1" ] ;;
  'image rm' | 'volume rm') rm "$1" ;;
  build*) [ ! -e broken ] || exit 17; touch image ;;
  run*) [ ! -e broken ] || exit 17; echo running >container; touch volume; echo 0123456789abcdef ;;
  stop*) echo exited >container ;;
  rm*) rm container ;;
  logs*) echo 'a line of the log' ;;
esac
`;

export interface ScriptRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What there is before the script runs. */
export type Present = 'service' | 'image' | 'volume' | 'broken';

/** A folder with a `docker` that records, in which mcp-docker.sh is run. */
export class RecordingDocker implements AsyncDisposable {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create(
    present: readonly Present[] = ['service', 'image'],
    container?: 'running' | 'exited',
  ): Promise<RecordingDocker> {
    const docker = new RecordingDocker(await mkdtemp(join(tmpdir(), 'mcp docker ')));
    await mkdir(join(docker.folder, 'bin'));
    await docker.write('bin/docker', recorder);
    await chmod(join(docker.folder, 'bin', 'docker'), 0o755);
    for (const thing of present) await docker.write(thing, '');
    if (container) await docker.write('container', `${container}\n`);
    return docker;
  }

  write(name: string, content: string): Promise<void> {
    return writeFile(join(this.folder, name), content);
  }

  /** Runs the script in the folder, with a path on which only this docker and the system's tools are. */
  async run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<ScriptRun> {
    const path = `${join(this.folder, 'bin')}:/usr/bin:/bin`;
    const child = spawn('/bin/sh', [script, ...args], {
      cwd: this.folder,
      env: { PATH: path, FAKE_DOCKER: this.folder, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const exited = once(child, 'exit');
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    const [code] = (await exited) as [number | null];
    return { code, stdout, stderr };
  }

  /** What docker was told to change, call by call; its questions are left out. */
  async changes(): Promise<string[][]> {
    const record = await readFile(join(this.folder, 'record'), 'utf8').catch(() => '');
    const calls = record.split('\n').filter(Boolean);
    return calls
      .map(line => line.split('\t').slice(0, -1))
      .filter(([first, second]) => first !== 'info' && second !== 'inspect');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true });
  }
}
