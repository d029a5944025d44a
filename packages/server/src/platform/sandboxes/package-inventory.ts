import type { Workspace } from '@gw/sandbox';

/** Packages of one kind. */
export interface PackageCategory {
  readonly id: string;
  readonly name: string;
  readonly packages: readonly { readonly name: string; readonly version: string | null }[];
}

const pythonScript = `
import json, importlib.metadata as metadata
print(json.dumps({one.metadata['Name']: one.version for one in metadata.distributions() if one.metadata['Name']}))
`;

const programs =
  'awk bash bzip2 cargo curl cut diff dig file find gawk gcc git go grep gzip jq less make node npm npx openssl perl php pip python python3 rsync ruby rustc sed sort sqlite3 ssh tar unzip wget xz zip';

const programScript = `for name in ${programs}; do command -v "$name" >/dev/null 2>&1 && echo "$name"; done; true`;

/** Asks within a sandbox what there is: what commands see, and nothing that they don't. */
export async function takeInventory(workspace: Workspace): Promise<PackageCategory[]> {
  const ask = async (command: string | readonly string[]): Promise<string> => {
    const { stdout } = await workspace.exec({ command, timeoutMs: 30_000 });
    return stdout.toString();
  };
  const python = versions(await ask(['python3', '-I', '-c', pythonScript]));
  const listed = parsed(await ask('npm ls --global --depth=0 --json')) as {
    dependencies?: Record<string, object>;
  };
  const node = Object.entries(listed?.dependencies ?? {}).map(([name, about]) => ({
    name,
    version: `${(about as { version?: unknown }).version ?? ''}` || null,
  }));
  const client = (await ask('npm --version')).trim();
  if (client !== '' && !node.some(({ name }) => name === 'npm')) node.push({ name: 'npm', version: client });
  const found = (await ask(programScript)).split('\n').filter(Boolean);
  return [
    { id: 'python', name: 'Python packages', packages: python },
    { id: 'node', name: 'Node.js packages', packages: node },
    { id: 'programs', name: 'Programs', packages: found.map(name => ({ name, version: null })) },
  ].filter(({ packages }) => packages.length > 0);
}

const versions = (text: string) =>
  Object.entries((parsed(text) ?? {}) as Record<string, string>)
    .map(([name, version]) => ({ name, version }))
    .sort((one, other) => one.name.localeCompare(other.name));

/** What isn't there prints nothing that is JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
