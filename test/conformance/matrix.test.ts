import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifies } from '../verifies.ts';
import { type Cell, cells, revisions } from './cell.ts';
import { documentedTable } from './documented-table.ts';
import { impossible, impossibleChecks } from './impossible.ts';
import { type Matrix, startMatrix } from './matrix.ts';
import { requiredScenarios, type ScenarioResult } from './suite.ts';
import { renderMatrix } from './table.ts';
import { objections } from './verdict.ts';

const results = new Map<Cell, Map<string, ScenarioResult>>();
let matrix: Matrix;
beforeAll(async () => {
  matrix = await startMatrix();
});
afterAll(() => matrix?.[Symbol.asyncDispose]());

describe.each(cells)('a $client client through the gateway to a $upstream upstream over $transport', cell => {
  beforeAll(async () => {
    results.set(cell, await matrix.run(cell));
  }, 180_000);

  test.each(requiredScenarios(cell.client))(`passes ${revisions[cell.client]}, %s`, scenario => {
    verifies(`mcp-conformance:matrix:${cell.client}-on-${cell.upstream}-${cell.transport}`);
    expect(objections(results.get(cell)?.get(scenario), impossibleChecks(cell, scenario)).join('\n')).toBe(
      '',
    );
  });
});

test('what is impossible is named for scenarios that are required, across eras only', () => {
  verifies('mcp-conformance:matrix:impossible-is-named');
  for (const { client, upstream, scenario, checks, clause } of impossible) {
    expect(client).not.toBe(upstream);
    expect(requiredScenarios(client)).toContain(scenario);
    expect(checks).not.toEqual([]);
    expect(clause).toContain('specification/');
  }
});

test('the matrix in the documentation is what this run gave', async () => {
  verifies('mcp-conformance:matrix:documented');
  expect(await documentedTable('matrix')).toBe(renderMatrix(results));
});
