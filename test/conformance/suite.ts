import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { node } from '../e2e/gateway.ts';
import { type Era, revisions } from './cell.ts';

const packageJson = createRequire(import.meta.url).resolve('@modelcontextprotocol/conformance/package.json');
const folderOfSuite = dirname(packageJson);

/** The version of the suite, as it is installed. */
export const suiteVersion: string = JSON.parse(readFileSync(packageJson, 'utf8')).version;

/** One check of a scenario that isn't a plain success. */
export interface Remark {
  readonly check: string;
  readonly status: 'FAILURE' | 'WARNING';
  readonly message: string;
}

export interface ScenarioResult {
  readonly scenario: string;
  /** Checks that succeeded. */
  readonly passed: number;
  readonly remarks: readonly Remark[];
}

/** The scenarios that a revision requires of one side, in the suite's own order. */
export function requiredScenarios(era: Era, side: 'server' | 'client' = 'server'): readonly string[] {
  const file = join(folderOfSuite, 'requirements', `${revisions[era]}.yaml`);
  const [, list] = readFileSync(file, 'utf8').match(new RegExp(`^${side}:\\n((?: {2}- .*\\n)+)`, 'm')) ?? [];
  if (list === undefined) throw new Error(`${file} requires nothing of a ${side}`);
  return list
    .trim()
    .split('\n')
    .map(line => line.replace(/^\s*- /, ''));
}

/**
 * Runs what a revision requires of a server against the one at this URL, in a process of its own; results by
 * scenario. The suite's exit code says nothing that they don't.
 */
export async function runServerScenarios(era: Era, url: string): Promise<Map<string, ScenarioResult>> {
  const folder = await mkdtemp(join(tmpdir(), 'conformance-'));
  try {
    const program = join(folderOfSuite, 'dist', 'index.js');
    const args = ['server', '--url', url, '--requirements', revisions[era], '--output-dir', folder];
    const output = await new Promise<string>(resolve =>
      execFile(
        node,
        [program, ...args],
        { timeout: 120_000, maxBuffer: 64 * 1024 * 1024 },
        (error, stdout, stderr) => resolve(`${stdout}${stderr}${error?.killed ? '\nkilled' : ''}`),
      ),
    );
    const results = await Promise.all((await readdir(folder)).map(name => resultOf(folder, name)));
    if (results.length === 0) throw new Error(`The suite gave no results:\n${output.slice(-4000)}`);
    return new Map(results.map(result => [result.scenario, result]));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The result in a folder that is called `server-SCENARIO-DATE`. */
async function resultOf(folder: string, name: string): Promise<ScenarioResult> {
  const checks = JSON.parse(await readFile(join(folder, name, 'checks.json'), 'utf8')) as {
    id: string;
    status: string;
    errorMessage?: string;
  }[];
  return {
    scenario: name.replace(/^server-(.*)-\d{4}-\d\d-\d\dT[\d-]+Z$/, '$1'),
    passed: checks.filter(({ status }) => status === 'SUCCESS').length,
    remarks: checks.flatMap(({ id, status, errorMessage = '' }) =>
      status === 'FAILURE' || status === 'WARNING' ? [{ check: id, status, message: errorMessage }] : [],
    ),
  };
}
