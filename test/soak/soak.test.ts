import { expect, test } from 'vitest';
import { verifies } from '../verifies.ts';
import { renderReport } from './report.ts';
import { soak } from './soak.ts';

test('sessions, servers, wrappers and the gateway killed at random leave nothing behind', {
  timeout: 180_000,
}, async () => {
  verifies('escape:soak:nothing-left', 'escape:soak:gateway-killed');
  const report = await soak({ sessions: 60, seed: 5, gatewayKills: 1 });
  const { done, findings } = report;
  expect(
    findings.filter(({ held }) => !held),
    renderReport(report),
  ).toEqual([]);
  expect(done).toMatchObject({ sessions: 60, gatewayKills: 1, unanswered: 0 });
  expect(done.serverKills).toBeGreaterThan(0);
  expect(done.wrapperKills).toBeGreaterThan(0);
});
