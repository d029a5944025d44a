import type { Capabilities, Inspection, Protection } from '@gw/sandbox';
import type { Diagnosis } from './doctor.ts';

/** A diagnosis for people: the host, each service field by field, and what would help. */
export function describeDiagnosis({ host, services }: Diagnosis): string {
  const parts = [
    ['This host', ...table(hostRows(host))].join('\n'),
    ...Object.entries(services).map(([name, inspection]) => describeService(name, inspection)),
    describeRemedies(Object.values(services)),
  ];
  return parts.filter(Boolean).join('\n\n');
}

function hostRows({ root, bubblewrap, seccomp, cgroup, setpriv, tags }: Capabilities): string[][] {
  const without = Object.entries(bubblewrap.missing ?? {}).map(([name, reason]) => `no ${name}: ${reason}`);
  return [
    ['user', root ? 'root' : 'not root'],
    ['bubblewrap', found(bubblewrap, [`${bubblewrap.version} at ${bubblewrap.path}`, ...without].join('; '))],
    ['seccomp', found(seccomp, 'yes')],
    ['cgroup', found(cgroup, `v${cgroup.version}: ${cgroup.controllers.join(', ')}`)],
    ['setpriv', found(setpriv, String(setpriv.path))],
    ['tags', found(tags, 'yes')],
  ];
}

function found({ available, reason }: { available: boolean; reason?: string }, text: string): string {
  return available ? text : `no: ${reason}`;
}

function describeService(name: string, { preset, protections = [], problem }: Partial<Inspection>): string {
  const title = preset === undefined ? name : `${name} (${preset})`;
  const verdict = problem === undefined ? [] : [`  can't start: ${problem}`];
  return [title, ...verdict, ...table(protections.map(protectionRow))].join('\n');
}

function protectionRow({ field, wants, state, by, reason, asked }: Protection): string[] {
  const how = {
    held: `held by ${by}`,
    watched: `looked at once a second${reason ? `: ${reason}` : ''}`,
    missing: `${asked ? 'MISSING' : 'missing'}: ${reason}`,
    open: '',
  };
  return [field, wants, how[state]];
}

function describeRemedies(inspections: readonly Partial<Inspection>[]): string {
  const protections = inspections.flatMap(({ protections = [] }) => protections);
  const lacking = protections.filter(({ state, remedy }) => state !== 'held' && remedy !== undefined);
  const remedies = [...new Set(lacking.map(({ remedy }) => remedy))];
  return remedies.length === 0
    ? ''
    : ['What would help', ...remedies.map(remedy => `  ${remedy}`)].join('\n');
}

/** Columns as wide as what is in them, the last one as it is. */
function table(rows: readonly string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map(row => row[column]?.length ?? 0)));
  return rows.map(row =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
  );
}
