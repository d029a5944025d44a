import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../e2e/gateway.ts';
import { hasPythonModule, python } from '../interop/python.ts';
import { verifies } from '../verifies.ts';
import {
  blocksOf,
  commandsOf,
  type DocumentedBlock,
  exchangesOf,
  isProgram,
  isShell,
  looksLike,
  programLanguages,
} from './documented-block.ts';
import { Scenario } from './scenario.ts';

const files = ['README.md', 'CONTRIBUTING.md', ...globSync('docs/**/*.md', { cwd: root })].filter(file =>
  existsSync(join(root, file)),
);
const blocks = files.flatMap(file => blocksOf(file, readFileSync(join(root, file), 'utf8')));
const place = ({ file, line }: DocumentedBlock) => `${file}:${line}`;

/** Whether a block is of the pages that show Python and TypeScript beside curl. */
const isGuide = (block: DocumentedBlock | undefined) => block?.file.startsWith('docs/api/') === true;

test('every command of the documentation is run, tested elsewhere, or says why it is not', () => {
  verifies('docs:commands:covered');
  const isCommand = (block: DocumentedBlock) => isShell(block) || (isGuide(block) && isProgram(block));
  const bare = blocks.filter(block => isCommand(block) && block.treatment.kind === 'none').map(place);
  expect(bare, 'each needs a comment, see CONTRIBUTING.md').toEqual([]);
});

test('commands that are tested elsewhere occur in that test', () => {
  verifies('docs:commands:covered');
  const missing = blocks.flatMap(block => {
    if (block.treatment.kind !== 'tested by') return [];
    const path = join(root, block.treatment.test);
    const source = existsSync(path) ? readFileSync(path, 'utf8') : '';
    return commandsOf(block)
      .filter(command => !source.includes(command))
      .map(command => `${place(block)}: ${command}`);
  });
  expect(missing).toEqual([]);
});

test('a block that is not run says why', () => {
  const silent = blocks.filter(
    ({ treatment }) => treatment.kind === 'not run' && treatment.reason.length < 10,
  );
  expect(silent.map(place)).toEqual([]);
});

test('links between pages lead to files and headings that exist', () => {
  verifies('docs:links:resolve');
  const anchorsOf = (markdown: string) =>
    [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
      title
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replaceAll(/\s/g, '-'),
    );
  const dead = files.flatMap(file => {
    const markdown = readFileSync(join(root, file), 'utf8').replaceAll(/^```[\s\S]*?^```/gm, '');
    return [...markdown.matchAll(/\]\((?!\w+:)([^)\s#]*)(?:#([^)\s]+))?\)/g)]
      .filter(([, path = '', anchor]) => {
        const target = path === '' ? join(root, file) : join(root, file, '..', path);
        if (!existsSync(target)) return true;
        return anchor !== undefined && !anchorsOf(readFileSync(target, 'utf8')).includes(anchor);
      })
      .map(([link]) => `${file}: ${link}`);
  });
  expect(dead).toEqual([]);
});

const scenarios = Map.groupBy(
  blocks.filter(({ treatment }) => 'scenario' in treatment),
  ({ file, treatment }) => `${file}: ${'scenario' in treatment ? treatment.scenario : ''}`,
);

/** Whether a scenario uses the Python client of the platform API. */
const isOfClient = (steps: readonly DocumentedBlock[]) =>
  steps.some(({ language, treatment }) => language === 'python' && treatment.kind === 'test');
const hasClient = await hasPythonModule('mcpgateway_sdk');

describe.each([...scenarios])('%s', (name, steps) => {
  const unavailable = name.includes('python') && !(isOfClient(steps) ? hasClient : python);
  test.skipIf(unavailable)('works as written', { timeout: 120_000 }, async () => {
    verifies('docs:commands:work');
    await using scenario = await Scenario.open();
    if (!steps.some(({ treatment }) => treatment.kind === 'start'))
      await scenario.start('mcp-gateway -c examples/gateway-configs/all-three.json');
    if (isGuide(steps[0])) await scenario.untilReady();
    for (const block of steps) {
      if (isProgram(block) && block.treatment.kind === 'test') continue;
      try {
        if (block.treatment.kind === 'file') await scenario.write(block.treatment.path, block.text);
        else if (block.treatment.kind === 'start') await scenario.start(commandsOf(block).join('\n'));
        else await scenario.run(block);
      } catch (error) {
        throw new Error(`${place(block)}\n${block.text}`, { cause: error });
      }
    }
    for (const language of programLanguages) {
      const parts = steps.filter(block => block.language === language && block.treatment.kind === 'test');
      if (parts.length > 0)
        await scenario.runProgram(
          language,
          parts.map(({ text }) => text),
        );
    }
    if (isGuide(steps[0])) verifies('api-docs:pages:run');
  });
});

describe('the reader of pages', () => {
  const page = [
    '<!-- test: one -->',
    '```bash',
    '# say it',
    'echo a \\',
    '  b',
    '```',
    '',
    '```json',
    '{}',
    '```',
    '<!-- not run: needs a machine of its own -->',
    '',
    '```console',
    '$ date',
    'Mon ... 2026',
    '```',
  ].join('\n');

  test('takes the comment above a block, and only that', () => {
    expect(blocksOf('page.md', page).map(({ language, treatment }) => [language, treatment.kind])).toEqual([
      ['bash', 'test'],
      ['json', 'none'],
      ['console', 'not run'],
    ]);
  });

  test('joins continued lines and leaves comments out', () => {
    expect(commandsOf(blocksOf('page.md', page)[0]!)).toEqual(['echo a b']);
  });

  test('compares shown output, where ... stands for anything', () => {
    const [exchange] = exchangesOf(blocksOf('page.md', page)[2]!);
    expect(exchange).toEqual({ command: 'date', output: 'Mon ... 2026' });
    expect(looksLike('Mon 1 Jan\n2026\n', 'Mon ... 2026')).toBe(true);
    expect(looksLike('Tue 1 Jan 2026', 'Mon ... 2026')).toBe(false);
  });
});
