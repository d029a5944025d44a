import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const suite = join(
  dirname(require.resolve('@modelcontextprotocol/conformance/package.json')),
  'dist',
  'index.js',
);
const client = fileURLToPath(new URL('./client.ts', import.meta.url));

/** The suite's own verdict on our client. */
export interface Outcome {
  readonly passed: boolean;
  /** What the suite said, for when it didn't. */
  readonly output: string;
}

/** Has the suite run one scenario against our client, as the revision has it. */
export async function runScenario(scenario: string, revision: string): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'conformance-client-'));
  const command = `${JSON.stringify(process.execPath)} ${JSON.stringify(client)}`;
  const args = ['client', '--command', command, '--scenario', scenario, '--spec-version', revision];
  try {
    return await new Promise(resolve =>
      execFile(
        process.execPath,
        [suite, ...args, '--output-dir', folder],
        { timeout: 90_000, maxBuffer: 16 * 1024 * 1024 },
        (error, stdout, stderr) => resolve({ passed: error === null, output: `${stdout}${stderr}` }),
      ),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
