import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Attempt, Scene } from '../host/scene.ts';

async function variablesOf(scene: Scene, env: Record<string, string>): Promise<Record<string, string>> {
  const { report } = await scene.run({ deed: 'environment' }, { env });
  return JSON.parse(report?.found ?? '{}');
}

export const environment: Record<string, Attempt> = {
  'environment:loader': async scene => {
    const folder = await mkdtemp(join(scene.stage.elsewhere, 'traces-'));
    // The loader of each program that is started with these variables writes a file: ours must not be.
    await scene.run(
      { deed: 'environment' },
      { env: { LD_DEBUG: 'files', LD_DEBUG_OUTPUT: join(folder, 'trace') } },
    );
    const traces = await Promise.all(
      (await readdir(folder)).map(name => readFile(join(folder, name), 'utf8')),
    );
    return traces.some(text => /needed by \S*\/(sh|dash|bash|bwrap|setpriv|nsenter)\b/.test(text))
      ? 'open'
      : 'held';
  },
  'environment:home': async scene => {
    const { stage } = scene;
    const { HOME } = await variablesOf(scene, { HOME: stage.home, TMPDIR: stage.home });
    return HOME === stage.home ? 'open' : 'held';
  },
  'environment:hidden-line': async scene => {
    const { INJECTED } = await variablesOf(scene, { PLAIN: 'a\nINJECTED=b', 'ODD\nINJECTED': 'b' });
    return INJECTED === undefined ? 'held' : 'open';
  },
  'environment:shell-words': async scene => {
    const words = [
      '; touch pwned',
      '$(touch pwned)',
      '`touch pwned`',
      "'",
      '"',
      '\n',
      '&& x',
      '-c',
      '--',
      '*',
    ];
    const { report } = await scene.run({ deed: 'words' }, { words: ['--', ...words] });
    return report?.found === JSON.stringify(words) ? 'held' : 'open';
  },
};
