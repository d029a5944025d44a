import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { createAgent } from '../src/index.ts';
import { CountingSkill } from './fixtures/counting-skill.ts';
import { listen, post } from './fixtures/host.ts';

test("the platform's hangup_hook runs every function that is marked as one", async () => {
  verifies('agent:hangup:hook');
  const skills = [new CountingSkill()] as const;
  const ended: unknown[] = [];
  const own = {
    name: 'goodbye',
    description: 'Says goodbye',
    isHangupHook: true,
    handler: () => {
      ended.push('own');
      return '';
    },
  };
  await using host = await listen(createAgent({ name: 'a', skills, tools: [own] }));
  const { status } = await post(host, '/swaig', { function: 'hangup_hook', call_id: 'call-1' });
  expect(status).toBe(200);
  expect(skills[0].hangups).toEqual(['call-1']);
  expect(ended).toEqual(['own']);
});

test('a hook that fails does not keep the others from running', async () => {
  const skill = new CountingSkill();
  const failing = {
    name: 'failing',
    description: 'Fails',
    isHangupHook: true,
    handler: () => {
      throw new Error('no');
    },
  };
  await using host = await listen(createAgent({ name: 'a', tools: [failing], skills: [skill] }));
  await post(host, '/swaig', { function: 'hangup_hook', call_id: 'call-1' });
  expect(skill.hangups).toEqual(['call-1']);
});

test('a marked function can be posted by its own name, and an agent may bring its own hangup_hook', async () => {
  const skill = new CountingSkill();
  const own = { name: 'hangup_hook', description: 'Mine', handler: () => 'mine' };
  await using host = await listen(createAgent({ name: 'a', skills: [skill], tools: [own] }));
  await post(host, '/swaig', { function: '_counting_hangup', call_id: 'call-2' });
  expect(skill.hangups).toEqual(['call-2']);
  const { body } = await post(host, '/swaig', { function: 'hangup_hook', call_id: 'call-3' });
  expect(body).toEqual({ response: 'mine' });
});
