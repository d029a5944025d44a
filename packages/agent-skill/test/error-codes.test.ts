import { expect, test } from 'vitest';
import { SkillError, type SkillErrorCode } from '../src/index.ts';

test('the codes are these: programs go by them', () => {
  const codes: Record<SkillErrorCode, true> = {
    GW_SKILL_PARAMETERS: true,
    GW_SKILL_ADDRESS_REFUSED: true,
    GW_SKILL_NOT_STARTED: true,
    GW_SKILL_UNREACHABLE: true,
    GW_SKILL_TIMEOUT: true,
    GW_SKILL_RATE_LIMITED: true,
    GW_SKILL_REDIRECT: true,
    GW_SKILL_ANSWER: true,
    GW_SKILL_CLOSED: true,
  };
  for (const code of Object.keys(codes) as SkillErrorCode[])
    expect(new SkillError(code, 'what happened')).toMatchObject({
      code,
      retryable: false,
      spoken: 'what happened',
    });
});
