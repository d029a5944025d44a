import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { python, swaigTest } from '../../../test/interop/python.ts';
import { FixtureGateway } from './fixtures/gateway.ts';
import { startSkill } from './fixtures/skill.ts';

interface PythonFunction {
  function: string;
  description: string;
  parameters: { properties: object; required?: string[] };
  is_hangup_hook?: boolean;
}

interface PythonAi {
  SWAIG: { functions: PythonFunction[] };
  hints: string[];
  global_data: object;
  prompt: { pom: { title: string }[] };
}

test.skipIf(!python)("SignalWire's Python skill makes the same functions of the same gateway", async () => {
  verifies('skill:tools:as-the-original');
  await using gateway = await FixtureGateway.start();
  const level = { type: 'string', description: 'How loud', enum: ['low', 'high'], default: 'low' };
  const inputSchema = { type: 'object', properties: { level, note: {} }, required: [] };
  gateway.services.set('todo', [{ name: 'add_todo', description: 'Adds', inputSchema }, { name: 'bare' }]);
  const { url, user, password } = gateway;
  const swml = JSON.parse(await swaigTest({ url, user, password }, ['--dump-swml', '--raw'])) as {
    sections: { main: { ai?: PythonAi }[] };
  };
  const theirs = swml.sections.main.map(verb => verb.ai).find(ai => ai !== undefined);
  await using skill = await startSkill(gateway);
  const ours = skill.getTools().map(({ name, description, parameters, required, isHangupHook }) => ({
    function: name,
    description: isHangupHook ? '' : description,
    parameters: { type: 'object', properties: parameters, ...(required.length > 0 && { required }) },
    ...(isHangupHook && { is_hangup_hook: true }),
  }));
  expect(ours).toEqual(
    theirs?.SWAIG.functions.map(({ function: name, description, parameters, is_hangup_hook: hook }) => ({
      function: name,
      description: hook ? '' : description,
      parameters,
      ...(hook && { is_hangup_hook: true }),
    })),
  );
  expect(skill.getHints()).toEqual(theirs?.hints);
  expect(skill.getGlobalData()).toEqual(theirs?.global_data);
  expect(theirs?.prompt.pom.map(({ title }) => title)).toContain(skill.getPromptSections()[0]?.title);
});
