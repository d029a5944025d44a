import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifies } from '../verifies.ts';
import { eras, revisions } from './cell.ts';
import { type FixtureUpstreams, startFixtureUpstreams } from './fixture-upstreams.ts';
import { requiredScenarios, runServerScenarios, type ScenarioResult } from './suite.ts';
import { objections } from './verdict.ts';

let fixture: FixtureUpstreams;
beforeAll(async () => {
  fixture = await startFixtureUpstreams();
});
afterAll(() => fixture?.[Symbol.asyncDispose]());

describe.each(eras)('the fixture of the %s era, without a gateway', era => {
  let results: Map<string, ScenarioResult>;
  beforeAll(async () => {
    results = await runServerScenarios(era, fixture.urls[era]);
  }, 120_000);

  test.each(requiredScenarios(era))(`passes ${revisions[era]}, %s`, scenario => {
    verifies('mcp-conformance:fixture:passes-itself');
    expect(objections(results.get(scenario), []).join('\n')).toBe('');
  });
});
