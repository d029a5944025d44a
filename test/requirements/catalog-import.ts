import type { Requirement } from '../requirement.ts';

const promises: Readonly<Record<string, string>> = {
  'import:npm:pinned': 'A server of npm is installed at one version with its integrity, and answers.',
  'import:pypi:pinned':
    'A server of PyPI gets a virtual environment of its own with versions and hashes, by uv or pip, and answers.',
  'import:unknown': 'What a registry does not have is told at once with 404, and leaves nothing.',
  'import:no-executable': 'A package without an executable is an error that says so, and leaves nothing.',
};

/** Catalog import: servers of package registries and other catalogs, found and installed. */
export const catalogImport: readonly Requirement[] = Object.entries(promises).map(([id, sentence]) => ({
  id,
  sentence,
  source: 'issue 7, part 1',
}));
