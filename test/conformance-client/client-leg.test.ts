import { verifies } from '@gw/test';
import { describe, expect, test } from 'vitest';
import { eras, revisions } from '../conformance/cell.ts';
import { requiredScenarios } from '../conformance/suite.ts';
import { runScenario } from './scenario.ts';

// No scenario that a revision requires of clients is left out, and none is expected to fail.
for (const era of eras) {
  const revision = revisions[era];
  describe.concurrent(`what ${revision} requires of clients`, () => {
    test.each(requiredScenarios(era, 'client'))('%s', { timeout: 120_000 }, async scenario => {
      verifies('mcp-http:conformance');
      const { passed, output } = await runScenario(scenario, revision);
      expect(passed, output.slice(-4_000)).toBe(true);
    });
  });
}
