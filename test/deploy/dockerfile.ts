/** One instruction of a Dockerfile, its continued lines joined. */
export interface Instruction {
  readonly name: string;
  readonly value: string;
}

/** What one `FROM` begins. */
export interface Stage {
  readonly image: string;
  /** After `AS`; else the stage's number. */
  readonly name: string;
  readonly instructions: readonly Instruction[];
}

/** Reads the part of the language that our Dockerfile uses: no heredocs, no other escape character. */
export function parseDockerfile(source: string): Stage[] {
  const lines = source
    .split('\n')
    .filter(line => !line.trimStart().startsWith('#'))
    .join('\n')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter(line => line.trim() !== '');
  const stages: (Stage & { instructions: Instruction[] })[] = [];
  for (const line of lines) {
    const [, name = '', value = ''] = /^(\w+)\s+(.*)$/.exec(line.trim()) ?? [];
    if (name === 'FROM') {
      const [image = '', , as] = value.split(/\s+/);
      stages.push({ image, name: as ?? String(stages.length), instructions: [] });
    } else {
      stages.at(-1)?.instructions.push({ name, value });
    }
  }
  return stages;
}

/** What a `COPY` takes from where and puts where. */
export function parseCopy(value: string): { from?: string; sources: string[]; target: string } {
  const words = value.split(/\s+/);
  const from = words[0]?.startsWith('--from=') ? words.shift()?.slice('--from='.length) : undefined;
  const target = words.pop() ?? '';
  return { ...(from !== undefined && { from }), sources: words, target };
}

/** Whether a path gets into the build: the last line of a `.dockerignore` that fits it, or a folder above it, decides. */
export function entersBuild(dockerignore: string, path: string): boolean {
  const rules = dockerignore
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith('#'));
  const parts = path.split('/');
  const candidates = parts.map((_, index) => parts.slice(0, index + 1).join('/'));
  let enters = true;
  for (const rule of rules) {
    const allows = rule.startsWith('!');
    const pattern = rule
      .slice(allows ? 1 : 0)
      .replaceAll(/[.+^$()|[\]\\]/g, '\\$&')
      .replaceAll('**/', '(?:.*/)?')
      .replaceAll(/(?<![.)])\*(?!\*)/g, '[^/]*');
    if (candidates.some(candidate => new RegExp(`^${pattern}$`).test(candidate))) enters = allows;
  }
  return enters;
}
