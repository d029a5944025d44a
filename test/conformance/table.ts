import { type Cell, cells, type Era, eras, revisions } from './cell.ts';
import { impossible, impossibleChecks } from './impossible.ts';
import { requiredScenarios, type ScenarioResult, suiteVersion } from './suite.ts';
import { type Verdict, verdictOn } from './verdict.ts';

export type Results = ReadonlyMap<Cell, ReadonlyMap<string, ScenarioResult>>;

const marks: Readonly<Record<Verdict, string>> = {
  passes: 'passes',
  impossible: 'impossible',
  fails: '**FAILS**',
};

/** What the whole matrix gave, for the documentation. */
export function renderMatrix(results: Results): string {
  return [`Suite version ${suiteVersion}.`, ...eras.map(era => tableOf(era, results)), clauses()]
    .filter(part => part !== '')
    .join('\n\n');
}

function tableOf(client: Era, results: Results): string {
  const columns = cells.filter(cell => cell.client === client);
  const scenarios = requiredScenarios(client);
  const verdicts = scenarios.map(scenario => [
    `\`${scenario}\``,
    ...columns.map(
      cell => marks[verdictOn(results.get(cell)?.get(scenario), impossibleChecks(cell, scenario))],
    ),
  ]);
  const heads = columns.map(({ upstream, transport }) => `${upstream}, ${transport}`);
  return [
    `### Requirements ${revisions[client]}: ${scenarios.length} scenarios`,
    '',
    row(['scenario \\ upstream', ...heads]),
    row(['---', ...columns.map(() => '---')]),
    ...verdicts.map(row),
  ].join('\n');
}

function clauses(): string {
  if (impossible.length === 0) return '';
  return [
    '### What is impossible, and by which clause',
    '',
    row(['client, upstream', 'scenario', 'checks', 'clause', 'why']),
    row(['---', '---', '---', '---', '---']),
    ...impossible.map(({ client, upstream, scenario, checks, clause, why }) =>
      row([
        `${client}, ${upstream}`,
        `\`${scenario}\``,
        checks.map(check => `\`${check}\``).join(' '),
        clause,
        why,
      ]),
    ),
  ].join('\n');
}

const row = (columns: readonly string[]) => `| ${columns.join(' | ')} |`;
