import { verifies } from '@gw/test';
import { describe, expect, test } from 'vitest';
import { SkillDocument } from '../../src/skills/skill-document.ts';
import { skillName } from '../../src/skills/skill-name.ts';

const pointer = '/file';
const read = (text: string, fields: { name?: string; description?: string; otherwiseNamed?: string } = {}) =>
  SkillDocument.read(text, { pointer, ...fields });
const refusal = (text: string, fields = {}) => {
  try {
    read(text, fields);
  } catch (error) {
    return (error as Error).message;
  }
  return expect.fail('It was taken');
};

test('names come into the form that the format has for them', () => {
  verifies('skills:format:names');
  expect(skillName('pdf-processing')).toBe('pdf-processing');
  expect(skillName('My Skill')).toBe('my-skill');
  expect(skillName('my_skill')).toBe('my-skill');
  expect(skillName(' --Été  2026!-- ')).toBe('ete-2026');
  expect(skillName(`${'a'.repeat(63)}-b`)).toBe('a'.repeat(63));
  expect(skillName('日本語')).toBeUndefined();
});

describe('a document', () => {
  test('that says all it must stays as it is, to the byte', () => {
    verifies('skills:format:front-matter');
    const text =
      '---\r\n# why\r\nname:   "good"\r\ndescription: >-\r\n  Is good.\r\nx: [1, 2]\r\n---\r\n\r\nBody\r\n';
    const { text: kept, frontmatter, body } = read(text);
    expect(kept).toBe(text);
    expect(frontmatter).toEqual({ name: 'good', description: 'Is good.', x: [1, 2] });
    expect(body).toBe('\r\nBody\r\n');
  });

  test('without front matter gets one, from what is given and from its first words', () => {
    verifies('skills:format:front-matter');
    const text = '# Title\n\nDoes something useful.\n';
    const { frontmatter, text: written } = read(text, { otherwiseNamed: 'my_skill' });
    expect(frontmatter).toEqual({ name: 'my-skill', description: 'Does something useful.' });
    expect(written).toBe(`---\nname: my-skill\ndescription: Does something useful.\n---\n\n${text}`);
    expect(read(written).text).toBe(written);
    expect(read('', { name: 'x' }).frontmatter.description).toBe('A skill.');
  });

  test('is made to say what is given, and keeps what else it says', () => {
    verifies('skills:format:front-matter');
    const text = '---\nname: old\nlicense: MIT # really\ndescription: Old\n---\nBody';
    const { text: written, frontmatter } = read(text, { name: 'new', description: "It's: new" });
    expect(written).toBe('---\nname: new\nlicense: MIT # really\ndescription: "It\'s: new"\n---\nBody');
    expect(frontmatter).toEqual({ name: 'new', license: 'MIT', description: "It's: new" });
    expect(read(written).text).toBe(written);
  });

  test('with front matter that is none is refused, with a sentence that says why', () => {
    verifies('skills:format:refusals');
    expect(refusal('---\nname: x\n')).toMatch(/does not end/);
    expect(refusal('---\n- a\n- b\n---\n')).toMatch(/no list of fields/);
    expect(refusal('---\na: b: c\n---\n')).toMatch(/not YAML/);
    expect(refusal('---\nname: x\nname: y\n---\n')).toMatch(/not YAML/);
    expect(refusal('---\nname: 日本\n---\n')).toMatch(/lower-case letters/);
    expect(refusal(`---\nname: x\ndescription: ${'a'.repeat(1025)}\n---\n`)).toMatch(/1024/);
    expect(refusal('\0', { name: 'x' })).toMatch(/characters/);
    expect(refusal(`---\nx: ${'a'.repeat(70_000)}\n---\n`)).toMatch(/64 KiB/);
    expect(refusal('a'.repeat(1024 * 1024 + 1), { name: 'x' })).toMatch(/1 MiB/);
  });

  test('whose references multiply is refused in no time', () => {
    verifies('skills:format:refusals');
    const levels = Array.from(
      { length: 12 },
      (_, at) => `l${at + 1}: &l${at + 1} [${`*l${at}, `.repeat(9)}*l${at}]`,
    );
    const text = `---\nname: x\nl0: &l0 boom\n${levels.join('\n')}\n---\n`;
    const started = performance.now();
    expect(refusal(text)).toMatch(/can not be read/);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  test('with a field of every object has it as a field', () => {
    verifies('skills:format:refusals');
    const { frontmatter } = read('---\nname: x\ndescription: y\n__proto__: {a: 1}\n---\n');
    expect(Object.getPrototypeOf(frontmatter)).toBe(Object.prototype);
    expect(Object.keys(frontmatter)).toContain('__proto__');
  });
});
