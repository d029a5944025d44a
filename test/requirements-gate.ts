import { readFileSync } from 'node:fs';
import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node';
import type { Requirement } from './requirement.ts';
import type {} from './verifies.ts';

/** What the tests of a run said about the requirements. */
export interface Evidence {
  /** Ids cited by tests that passed. */
  readonly proved: ReadonlySet<string>;
  /** Ids cited by tests that were expected to fail, and did (`test.fails`). */
  readonly failedAsExpected: ReadonlySet<string>;
  /** Ids in the text of test files of which a test was skipped. */
  readonly skipped: ReadonlySet<string>;
  /** Every id that a test cited, whatever became of the test. */
  readonly cited: ReadonlySet<string>;
}

export interface Verdict {
  readonly problems: readonly string[];
  /** Ids whose only tests could not run on this host. */
  readonly notShownHere: readonly string[];
}

/** Compares the manifest with what the tests showed. Pure: the reporter below feeds it. */
export function judge(manifest: readonly Requirement[], evidence: Evidence): Verdict {
  const problems: string[] = [];
  const notShownHere: string[] = [];
  const listed = new Set<string>();
  for (const { id, knownGap, sentence } of manifest) {
    if (listed.has(id)) problems.push(`${id} is listed twice`);
    listed.add(id);
    const { proved, failedAsExpected, skipped } = evidence;
    if (knownGap !== undefined) {
      if (proved.has(id)) problems.push(`${id} is proved by now: remove its knownGap`);
      else if (!failedAsExpected.has(id))
        problems.push(`${id} is a known gap without a test.fails that shows it`);
    } else if (!proved.has(id)) {
      if (skipped.has(id)) notShownHere.push(id);
      else problems.push(`${id} is proved by no passing test: ${sentence}`);
    }
  }
  for (const id of evidence.cited)
    if (!listed.has(id)) problems.push(`${id} is cited by a test but not listed in test/requirements.ts`);
  return { problems, notShownHere };
}

/** The ids that a test file cites as literals; skipped tests never get to say them. */
export function idsInSource(source: string): string[] {
  return [...source.matchAll(/\bverifies\(([^)]*)\)/g)].flatMap(([, list]) =>
    [...(list ?? '').matchAll(/['"]([^'"]+)['"]/g)].map(([, id]) => id ?? ''),
  );
}

function collect(modules: readonly TestModule[]): { evidence: Evidence; skippedTests: TestCase[] } {
  const evidence = {
    proved: new Set<string>(),
    failedAsExpected: new Set<string>(),
    skipped: new Set<string>(),
    cited: new Set<string>(),
  };
  const skippedTests: TestCase[] = [];
  for (const module of modules)
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      const ids = test.meta().verifies ?? [];
      if (state === 'skipped') {
        skippedTests.push(test);
        for (const id of idsInSource(readFileSync(module.moduleId, 'utf8'))) evidence.skipped.add(id);
      }
      for (const id of ids) {
        evidence.cited.add(id);
        if (state === 'passed') (test.options.fails ? evidence.failedAsExpected : evidence.proved).add(id);
      }
    }
  return { evidence, skippedTests };
}

/**
 * Fails a run of all tests that leaves a requirement unproved; says nothing about a run of some of them.
 * With `strict` (CI) a skipped test fails the run too.
 */
export class RequirementsGate implements Reporter {
  readonly #manifest: readonly Requirement[];
  readonly #strict: boolean;
  #vitest: Vitest | undefined;

  constructor(manifest: readonly Requirement[], options: { strict: boolean }) {
    this.#manifest = manifest;
    this.#strict = options.strict;
  }

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  async onTestRunEnd(modules: readonly TestModule[]): Promise<void> {
    const vitest = this.#vitest;
    if (!vitest || !(await isFullRun(vitest, modules))) return;
    const { evidence, skippedTests } = collect(modules);
    const { problems, notShownHere } = judge(this.#manifest, evidence);
    const skips = this.#strict ? skippedTests.map(test => `skipped, which CI forbids: ${test.fullName}`) : [];
    if (notShownHere.length > 0)
      vitest.logger.log(section('Requirements not shown on this host', notShownHere));
    const found = [...problems, ...skips];
    if (found.length === 0) {
      vitest.logger.log(`\nRequirements: ${evidence.proved.size} of ${this.#manifest.length} proved`);
      return;
    }
    vitest.logger.error(section(`Requirements gate: ${found.length} problem(s)`, found));
    process.exitCode = 1;
  }
}

const section = (title: string, lines: readonly string[]) => `\n${title}\n  ${lines.join('\n  ')}`;

async function isFullRun(vitest: Vitest, modules: readonly TestModule[]): Promise<boolean> {
  if (vitest.config.testNamePattern) return false;
  return modules.length === (await vitest.globTestSpecifications()).length;
}
