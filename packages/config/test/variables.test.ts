import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { issuesOf, parse, serviceFile } from './parsing.ts';

const argument = (text: string, env = {}) => {
  const { config } = parse(serviceFile({ command: ['server', text] }), env);
  return config.services.one?.command?.[1];
};

test('a variable stands for a whole value, within a text, and several times in one text', () => {
  verifies('config:variables:places');
  const env = { HOST: 'db', PORT: '5432' };
  expect(argument('${HOST}', env)).toBe('db');
  expect(argument('postgres://${HOST}:${PORT}/${NAME|main}', env)).toBe('postgres://db:5432/main');
});

test.each([
  ['a|b|c', 'a|b|c'],
  ['', ''],
  ['{"a": {"b": 1}}', '{"a": {"b": 1}}'],
  ['one { two', 'one { two'],
  ['${OTHER|x}', '${OTHER|x}'],
  [' spaces and "quotes" \n', ' spaces and "quotes" \n'],
])('the default %j is taken as it is', (written, expected) => {
  verifies('config:variables:defaults');
  expect(argument(`<\${UNSET|${written}}>`)).toBe(`<${expected}>`);
});

test.each(['a|b', '', '{"a": {"b": 1}}', '${OTHER|x}'])(
  'of a variable that is set, the default %j is gone',
  written => {
    verifies('config:variables:defaults');
    expect(argument(`<\${SET|${written}}>`, { SET: 'value' })).toBe('<value>');
  },
);

test('with braces that do not pair up, a default ends at the first closing one', () => {
  expect(argument('${UNSET|a}b}')).toBe('ab}');
  expect(argument('${A|x{y} and ${B|z}')).toBe('x{y and z');
});

test('a variable that is set but empty counts as set', () => {
  verifies('config:variables:empty');
  expect(argument('[${EMPTY|default}]', { EMPTY: '' })).toBe('[]');
});

test('what a variable holds is never looked at again', () => {
  verifies('config:variables:once');
  expect(argument('${A}', { A: '${B}', B: 'no' })).toBe('${B}');
  expect(argument('${${A}}', { A: 'B', B: 'no' })).toBe('${B}');
});

test.each(['$HOME', '$5', '${}', '${open', '${|x}', 'a$', '}{', '${a{b}'])('%j is no placeholder', text => {
  expect(argument(text)).toBe(text);
});

test('an unset variable without default is an error that names the variable and the setting', () => {
  verifies('config:variables:unset');
  const [issue, ...others] = issuesOf({
    server: { auth_user: 'admin', auth_password: '${NO_SUCH_VARIABLE}' },
  });
  expect(others).toEqual([]);
  expect(issue?.pointer).toBe('/server/auth_password');
  expect(issue?.message).toContain('NO_SUCH_VARIABLE');
  expect(issue?.message).toContain('${NO_SUCH_VARIABLE|default}');
});

test('the default of a shell, ${VAR:-default}, is refused with the form that works', () => {
  const [issue] = issuesOf(serviceFile({ description: '${HOME:-x}' }));
  expect(issue?.message).toContain('${NAME|default}');
});

test('names that every object has are not taken for variables', () => {
  expect(issuesOf(serviceFile({ description: '${constructor} ${__proto__}' }))).toHaveLength(2);
});

test('keys are taken as they are', () => {
  const [issue] = issuesOf({ services: { '${NAME|one}': { command: ['server'] } } });
  expect(issue?.pointer).toBe('/services/${NAME|one}');
});

test('an unset variable under a key that has no effect stops nothing', () => {
  const { warnings } = parse({ note: '${NO_SUCH_VARIABLE}' });
  expect(warnings.map(({ pointer }) => pointer)).toEqual(['/note']);
});

test('a text of many thousand placeholders takes no longer than its length', () => {
  const text = '${A|'.repeat(200_000);
  const before = performance.now();
  expect(argument(text)).toBe(text);
  expect(argument(`${text}}`)).toHaveLength(text.length - 4);
  expect(performance.now() - before).toBeLessThan(2_000);
});
