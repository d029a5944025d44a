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

/** The scenarios that a revision requires of this side, in the suite's own order. */
export function requiredScenarios(era: Era, leg: 'server' | 'client' = 'server'): readonly string[] {
  const file = join(folderOfSuite, 'requirements', `${revisions[era]}.yaml`);
  const [, list] = readFileSync(file, 'utf8').match(new RegExp(`^${leg}:\\n((?: {2}- .*\\n)+)`, 'm')) ?? [];
  if (list === undefined) throw new Error(`${file} has no list of scenarios for the ${leg}`);
  return list
    .trim()
    .split('\n')
    .map(line => line.replace(/^\s*- /, ''));
}

/** Runs what a revision requires of a server against the one at this URL; results by scenario. */
export async function runServerScenarios(era: Era, url: string): Promise<Map<string, ScenarioResult>> {
  return runSuite(['server', '--url', url, '--requirements', revisions[era]], 'server-');
}

/** Runs the suite in a process of its own. Its exit code says nothing that the results don't. */
export async function runSuite(
  args: readonly string[],
  prefix: string,
): Promise<Map<string, ScenarioResult>> {
  const folder = await mkdtemp(join(tmpdir(), 'conformance-'));
  try {
    const program = join(folderOfSuite, 'dist', 'index.js');
    const output = await new Promise<string>(resolve =>
      execFile(
        node,
        [program, ...args, '--output-dir', folder],
        { timeout: 120_000, maxBuffer: 64 * 1024 * 1024 },
        (error, stdout, stderr) => resolve(`${stdout}${stderr}${error?.killed ? '\nkilled' : ''}`),
      ),
    );
    const names = await readdir(folder, { recursive: true });
    const results = await Promise.all(
      names.filter(name => name.endsWith('checks.json')).map(name => resultOf(folder, dirname(name), prefix)),
    );
    if (results.length === 0) throw new Error(`The suite gave no results:\n${output.slice(-4000)}`);
    return new Map(results.map(result => [result.scenario, result]));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function resultOf(folder: string, name: string, prefix: string): Promise<ScenarioResult> {
  const checks = JSON.parse(await readFile(join(folder, name, 'checks.json'), 'utf8')) as {
    id: string;
    status: string;
    errorMessage?: string;
  }[];
  return {
    scenario: name.slice(prefix.length).replace(/-\d{4}-\d\d-\d\dT[\d-]+Z$/, ''),
    passed: checks.filter(({ status }) => status === 'SUCCESS').length,
    remarks: checks.flatMap(({ id, status, errorMessage = '' }) =>
      status === 'FAILURE' || status === 'WARNING' ? [{ check: id, status, message: errorMessage }] : [],
    ),
  };
}
