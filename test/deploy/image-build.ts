import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { DebianRoot } from './debian-root.ts';
import { entersBuild, type Instruction, parseCopy, type Stage } from './dockerfile.ts';

/** What an image says about how it is run. */
export interface ImageSettings {
  readonly root: DebianRoot;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly user: string;
  /** Entry point and command. */
  readonly command: readonly string[];
  readonly healthcheck: readonly string[];
}

export interface BuildContext {
  /** The folder that `COPY` without `--from` takes from. */
  readonly folder: string;
  readonly dockerignore: string;
}

/** Carries a Dockerfile's stages out in copies of a base root, one after the other, and gives the last one's image. */
export async function buildImage(
  stages: readonly Stage[],
  base: DebianRoot,
  context: BuildContext,
): Promise<ImageSettings> {
  const roots = new Map<string, DebianRoot>();
  let image: ImageSettings | undefined;
  for (const { name, instructions } of stages) {
    const root = base.copyTo(`${base.folder}-${name}`);
    roots.set(name, root);
    image = await buildStage(root, instructions, roots, context);
  }
  if (!image) throw new Error('The Dockerfile has no stage');
  return image;
}

async function buildStage(
  root: DebianRoot,
  instructions: readonly Instruction[],
  roots: ReadonlyMap<string, DebianRoot>,
  context: BuildContext,
): Promise<ImageSettings> {
  const env: Record<string, string> = {};
  const args: Record<string, string> = {};
  let [cwd, user, command, healthcheck]: [string, string, string[], string[]] = ['/', '0:0', [], []];
  for (const { name, value } of instructions) {
    process.stderr.write(`${name} ${value}\n`);
    if (name === 'ARG') Object.assign(args, assignments(value));
    else if (name === 'ENV') Object.assign(env, assignments(value));
    else if (name === 'USER') user = value;
    else if (name === 'ENTRYPOINT') command = JSON.parse(value);
    else if (name === 'CMD') command = [...command, ...JSON.parse(value)];
    else if (name === 'HEALTHCHECK') healthcheck = JSON.parse(value.slice(value.indexOf('CMD ') + 4));
    else if (name === 'RUN') await root.shell(value, { cwd, env: { ...args, ...env }, user });
    else if (name === 'COPY') copy(root, cwd, value, roots, context);
    else if (name === 'WORKDIR') {
      cwd = value;
      mkdirSync(root.path(cwd), { recursive: true });
    } else if (name !== 'VOLUME' && name !== 'EXPOSE') throw new Error(`Not carried out: ${name} ${value}`);
  }
  return { root, env, cwd, user, command, healthcheck };
}

const assignments = (value: string) =>
  Object.fromEntries(
    value.split(/\s+/).map(text => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]),
  );

function copy(
  root: DebianRoot,
  cwd: string,
  value: string,
  roots: ReadonlyMap<string, DebianRoot>,
  context: BuildContext,
): void {
  const { from, sources, target } = parseCopy(value);
  for (const source of sources) {
    const destination = root.path(resolve(cwd, target));
    mkdirSync(dirname(destination), { recursive: true });
    if (from !== undefined) {
      const stage = roots.get(from);
      if (!stage) throw new Error(`No stage ${from}`);
      execFileSync('cp', ['--archive', '--no-target-directory', stage.path(source), destination]);
    } else if (source === '.') {
      copyContext(context, destination);
    } else {
      cpSync(join(context.folder, source), destination, { recursive: true });
    }
  }
}

function copyContext({ folder, dockerignore }: BuildContext, destination: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name).slice(folder.length).replace(/^\//, '');
    if (!entersBuild(dockerignore, path)) continue;
    mkdirSync(dirname(join(destination, path)), { recursive: true });
    cpSync(join(folder, path), join(destination, path));
  }
}
