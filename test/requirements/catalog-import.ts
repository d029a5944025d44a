import type { Requirement } from '../requirement.ts';

const promises: Readonly<Record<string, string>> = {
  'import:npm:pinned': 'A server of npm is installed at one version with its integrity, and answers.',
  'import:pypi:pinned':
    'A server of PyPI gets a virtual environment of its own with versions and hashes, by uv or pip, and answers.',
  'import:unknown': 'What a registry does not have is told at once with 404, and leaves nothing.',
  'import:no-executable': 'A package without an executable is an error that says so, and leaves nothing.',
  'import:command':
    'From an empty data folder, one command adds a server of npm or PyPI, and it answers MCP clients.',
  'import:sandboxed': 'Imported servers are installed, and run, in the default sandbox.',
  'import:operation': 'An import is an operation that is polled, watched over SSE and cancelled.',
  'import:killed': 'Of an import that the end of the gateway cut off, nothing is left after the next start.',
  'import:names': 'Names that are paths, options, addresses or shell text are refused as no names.',
  'import:one-name': 'Of two imports of one name at once, one is refused with 409.',
  'import:registry-hangs': 'A registry that hangs or is down is given up with 502, and nothing is left.',
  'import:failed':
    'A failed installation leaves the server in status error with the end of the log, and nothing of the package; it can be tried again.',
  'import:deleted': 'With a server, what was or is being installed of it goes.',
  'import:no-commands': 'Where callers of the API may name no commands, no packages are installed.',
  'import:full-disk': 'On a full disk an import fails with the reason, and frees what it took.',
  'import:mcp-registry':
    'A server of the MCP registry is installed from its package, or reached where it runs.',
  'import:search': 'All catalogs are searched; one that fails is named, and hides no other.',
  'import:client': 'The Python client searches, shows and imports servers of catalogs.',
  'import:client-missing':
    'Where a package client or a container engine is needed that the host lacks, 422 names it.',
};

/** Catalog import: servers of package registries and other catalogs, found and installed. */
export const catalogImport: readonly Requirement[] = Object.entries(promises).map(([id, sentence]) => ({
  id,
  sentence,
  source: 'issue 7, part 1',
}));
