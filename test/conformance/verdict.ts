import type { ScenarioResult } from './suite.ts';

export type Verdict = 'passes' | 'impossible' | 'fails';

/** What speaks against a scenario's result. Empty: it is as it should be. */
export function objections(
  result: ScenarioResult | undefined,
  impossible: readonly string[],
): readonly string[] {
  if (!result || result.passed + result.remarks.length === 0) return ['The scenario did not take place'];
  const { remarks } = result;
  return [
    ...remarks
      .filter(({ check }) => !impossible.includes(check))
      .map(({ check, status, message }) => `${check}: ${status} ${message}`),
    ...impossible
      .filter(check => !remarks.some(remark => remark.check === check))
      .map(check => `${check}: named as impossible, and yet not failed`),
  ];
}

export function verdictOn(result: ScenarioResult | undefined, impossible: readonly string[]): Verdict {
  if (objections(result, impossible).length > 0) return 'fails';
  return impossible.length > 0 ? 'impossible' : 'passes';
}
