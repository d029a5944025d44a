import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { requirements } from './test/requirements.ts';
import { RequirementsGate } from './test/requirements-gate.ts';

const ci = process.env.CI === 'true';
/** What .ci/run counts. */
const jsonResults: ['json', { outputFile: string }][] = [
  ['json', { outputFile: 'node_modules/.test-results.json' }],
];

export default defineConfig({
  resolve: { conditions: ['@gw/source'] },
  // Node gets these too: with `import` among them, a CommonJS package would be given ES modules by its `require`.
  ssr: { resolve: { conditions: ['@gw/source', 'node'] } },
  test: {
    include: [
      '{packages,apps,examples,bench}/*/test/**/*.test.ts',
      'test/**/*.test.ts',
      'bench/test/**/*.test.ts',
    ],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // What is waited for comes soon on a quiet machine, and late on one that has much to do.
    expect: { poll: { timeout: 15_000 } },
    pool: 'forks',
    // Tests wait for processes more than they compute; vitest would leave one of two processors idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    reporters: ['default', new RequirementsGate(requirements, { strict: ci }), ...(ci ? jsonResults : [])],
  },
});
