// Runs the whole matrix and writes it into docs/conformance.md, with the rewrites that the lossless tests allow:
// `node test/conformance/main.ts`.
import { renderRewrites } from '../lossless/rewrites-table.ts';
import { type Cell, cells } from './cell.ts';
import { documentTable } from './documented-table.ts';
import { startMatrix } from './matrix.ts';
import type { ScenarioResult } from './suite.ts';
import { renderMatrix } from './table.ts';

await using matrix = await startMatrix();
const results = new Map<Cell, Map<string, ScenarioResult>>();
for (const cell of cells) results.set(cell, await matrix.run(cell));
const table = renderMatrix(results);
await documentTable('matrix', table);
await documentTable('rewrites', renderRewrites());
process.stdout.write(`${table}\n`);
if (table.includes('FAILS')) process.exitCode = 1;
