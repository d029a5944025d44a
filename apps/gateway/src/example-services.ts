import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CommandContext } from './context.ts';

interface Example {
  readonly name: string;
  readonly program: 'node' | 'python3';
  readonly file: string;
  readonly description: string;
}

const examples: readonly Example[] = [
  {
    name: 'calculator',
    program: 'node',
    file: 'calculator/calc_mcp.mjs',
    description: 'Mathematical calculations',
  },
  {
    name: 'greeter',
    program: 'python3',
    file: 'greeter/greeter_mcp.py',
    description: 'Greets people by name',
  },
  { name: 'todo', program: 'python3', file: 'todo/todo_mcp.py', description: 'Todo list management' },
];

/** The example services that this machine can run: those whose interpreter is on the path. */
export async function exampleServices({ env, cwd }: Pick<CommandContext, 'env' | 'cwd'>) {
  const folder = await exampleFolder();
  const runnable = await Promise.all(examples.map(({ program }) => onPath(program, env.PATH ?? '')));
  const usable = examples.filter((_, index) => runnable[index]);
  return Object.fromEntries(
    usable.map(({ name, program, file, description }) => [
      name,
      { command: [program, readablePath(join(folder, file), cwd)], description, enabled: true },
    ]),
  );
}

/** The workspace's `examples`, or the copy that the published package carries. */
async function exampleFolder(): Promise<string> {
  const workspace = fileURLToPath(new URL('../../../examples', import.meta.url));
  const packed = fileURLToPath(new URL('./examples', import.meta.url));
  return (await exists(join(workspace, examples[0]!.file))) ? workspace : packed;
}

/** Relative where the file lies below the working folder, as people write it. */
function readablePath(path: string, cwd: string): string {
  const below = relative(cwd, path);
  return below.startsWith('..') ? path : below;
}

async function onPath(program: string, path: string): Promise<boolean> {
  const folders = path.split(delimiter).filter(folder => folder !== '');
  const found = await Promise.all(folders.map(folder => exists(join(folder, program), constants.X_OK)));
  return found.includes(true);
}

async function exists(path: string, mode: number = constants.R_OK): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}
