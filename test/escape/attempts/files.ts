import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createWorkspaces, type Workspace } from '../../../packages/sandbox/src/index.ts';
import { type Attempt, type Scene, steals } from '../host/scene.ts';

/** A folder of the host for this attack alone. */
async function folderOf({ stage }: Scene, name: string): Promise<string> {
  return mkdtemp(join(stage.elsewhere, `${name}-`));
}

const granted = ({ column }: Scene, allowWrite: string[]) =>
  column.preset === 'none' ? {} : { policy: { allowWrite } };

/** Whether the files of a workspace, as the gateway hands them out, lead to the secret. */
function fromWorkspace(attack: (workspace: Workspace, secret: string) => Promise<string>): Attempt {
  return async scene => {
    const { stage } = scene;
    await using workspaces = await createWorkspaces({
      engine: await scene.sandbox(),
      baseDir: await folderOf(scene, 'workspaces'),
    });
    const workspace = await workspaces.create();
    const found = await attack(workspace, join(stage.home, '.ssh/id'));
    return found.includes(stage.secret) ? 'open' : 'held';
  };
}

/** Nothing where it is refused. */
const attempted = (work: Promise<unknown>): Promise<string> => work.then(String, () => '');

export const files: Record<string, Attempt> = {
  'files:write': async scene => {
    const file = join(await folderOf(scene, 'written'), 'file');
    await scene.run({ deed: 'write', path: file, text: 'changed' });
    return (await readFile(file, 'utf8').catch(() => '')) === 'changed' ? 'open' : 'held';
  },
  'files:own-program': async scene => {
    const program = join(scene.stage.programs, 'attacker.mjs');
    const before = await readFile(program);
    await scene.run({ deed: 'write-own', text: '// changed' });
    const after = await readFile(program);
    await writeFile(program, before);
    return before.equals(after) ? 'held' : 'open';
  },
  'files:dot-dot': async scene => {
    const shown = join(scene.stage.home, 'shown');
    await mkdir(shown, { recursive: true });
    const policy = scene.column.preset === 'none' ? {} : { allowRead: [shown] };
    return scene.stole(await scene.run({ deed: 'read', path: `${shown}/../.ssh/id` }, { policy }));
  },
  'files:symlink': steals(({ stage }) => ({ deed: 'symlink', to: join(stage.home, '.ssh/id') })),
  'files:hard-link': steals(({ stage }) => ({ deed: 'hardlink', to: join(stage.home, '.ssh/id') })),
  'files:laid-link': async scene => {
    const folder = await folderOf(scene, 'laid');
    const path = join(folder, 'link');
    const write = granted(scene, [folder]);
    // The server lays a link where its policy shows something, so that the next start would show the home.
    const laid = await scene.run({ deed: 'lay', to: join(scene.stage.home, '.ssh'), path }, write);
    if (!laid.report?.succeeded) throw new Error(`No link was laid: ${laid.report?.why}`);
    const policy = { ...write.policy, allowRead: [join(path, 'id')] };
    return scene.stole(await scene.run({ deed: 'read', path: join(path, 'id') }, { policy }));
  },
  'files:set-user-id': async scene => {
    const { report } = await scene.run(
      { deed: 'run', file: await setUserIdProgram(scene), words: ['-u'] },
      { policy: { dropPrivileges: true } },
    );
    // Under `none` nothing is dropped, and it is root anyway.
    return report?.found?.trim() === '0' ? 'open' : 'held';
  },
  'files:workspace-dot-dot': fromWorkspace(async ({ files }, secret) => {
    const paths = [
      `../../../../..${secret}`,
      secret,
      `/workspace/../../../../../../..${secret}`,
      `a/../..${secret}`,
    ];
    return (await Promise.all(paths.map(path => attempted(files.read(path))))).join();
  }),
  'files:workspace-link': fromWorkspace(async (workspace, secret) => {
    const link = ['const fs = require("fs")', `fs.symlinkSync(${JSON.stringify(secret)}, "link")`];
    await workspace.exec({ command: [process.execPath, '-e', link.join(';')] });
    const shell = await workspace.exec({ command: `test -e link || ln -s ${secret} link` });
    const facts = await workspace.files.stat('link').catch(() => undefined);
    if (facts?.type !== 'link') throw new Error(`No link was laid: ${shell.stderr}`);
    return attempted(workspace.files.read('link'));
  }),
  'files:workspace-write': fromWorkspace(async (workspace, secret) => {
    const target = `${secret}-written`;
    await workspace.exec({ command: `ln -s ${target} out; ln -s ${target.replace(/[^/]+$/, '')} folder` });
    await attempted(workspace.files.write('out', 'x'));
    await attempted(workspace.files.write('folder/id-written', 'x'));
    const written = await stat(target).catch(() => undefined);
    await rm(target, { force: true });
    return written ? readFile(secret, 'utf8') : '';
  }),
};

/** A copy of `id` that would run as root whoever runs it. */
async function setUserIdProgram({ stage }: Scene): Promise<string> {
  const { copyFile, chmod } = await import('node:fs/promises');
  const file = join(stage.programs, 'set-user-id');
  await copyFile('/usr/bin/id', file);
  await chmod(file, 0o4755);
  return file;
}
