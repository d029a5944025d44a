import { verifies } from '@gw/test';
import { describe, expect, test } from 'vitest';
import { resolvePolicy, type SandboxPolicy } from '../src/policy.ts';

describe('the preset', () => {
  test.each<[policy: SandboxPolicy, preset: string]>([
    [{}, 'high'],
    [{ enabled: true, resourceLimits: true, restrictedEnv: true }, 'high'],
    [{ restrictedEnv: false }, 'medium'],
    [{ enabled: false }, 'none'],
    [{ enabled: false, preset: 'strict' }, 'none'],
    [{ preset: 'strict', restrictedEnv: false }, 'strict'],
    [{ preset: 'medium' }, 'medium'],
  ])('of %j is %s', (policy, preset) => {
    verifies('isolation:policy:guide-levels');
    expect(resolvePolicy(policy).preset).toBe(preset);
  });

  test('decides what no field says', () => {
    verifies('isolation:policy:fields');
    const fields = (policy: SandboxPolicy) => {
      const { restrictedEnv, seccomp, network, allowRead, allowWrite, hide } = resolvePolicy(policy);
      return [restrictedEnv, seccomp, network, allowRead, allowWrite, hide];
    };
    expect(fields({ preset: 'medium' })).toEqual([false, false, 'host', [], [], []]);
    for (const preset of ['high', 'strict'] as const)
      expect(fields({ preset })).toEqual([true, true, 'host', [], [], []]);
    expect(fields({ preset: 'strict', restrictedEnv: false, seccomp: false }).slice(0, 2)).toEqual([
      false,
      false,
    ]);
  });

  test('is refused when there is none of that name', () => {
    const preset = 'hihg' as 'high';
    expect(() => resolvePolicy({ preset })).toThrow('preset must be one of none, medium, high, strict');
  });
});

describe('the network', () => {
  test('an allow-list without entries allows nothing', () => {
    verifies('isolation:policy:fields');
    expect(resolvePolicy({ network: { allow: [] } }).network).toBe('none');
    expect(resolvePolicy({ network: { allow: ['example.com:443'] } }).network).toEqual({
      allow: ['example.com:443'],
    });
  });

  test.each(['everything', { allow: 'example.com:443' }, { allow: ['example.com'] }, null])(
    '%j is refused',
    network => {
      expect(() => resolvePolicy({ network } as SandboxPolicy)).toThrow(
        expect.objectContaining({ code: 'GW_SANDBOX_INVALID_REQUEST' }),
      );
    },
  );
});

test('limits are positive numbers; one that is infinite does not limit', () => {
  for (const value of [0, -1, Number.NaN])
    for (const field of ['cpuSeconds', 'cpuShare', 'memoryMb', 'diskMb', 'openFiles'])
      expect(() => resolvePolicy({ [field]: value })).toThrow(`${field} must be a positive number`);
  expect(resolvePolicy({ memoryMb: Number.POSITIVE_INFINITY }).memoryMb).toBe(Number.POSITIVE_INFINITY);
});
