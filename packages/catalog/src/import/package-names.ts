import { CatalogError, invalid } from '../errors.ts';

const forms: Readonly<Record<string, RegExp>> = {
  npm: /^(@[a-z0-9~][a-z0-9._~-]*\/)?[a-z0-9~][a-z0-9._~-]*$/i,
  pypi: /^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$/i,
  docker: /^[a-z0-9][a-z0-9.:-]*(\/[a-z0-9][a-z0-9._-]*)*$/i,
  mcp: /^[a-zA-Z0-9][a-zA-Z0-9._/-]*$/,
};
const version = /^[a-z0-9][a-z0-9._+-]*$/i;

/**
 * Lets through what can be nothing but a name of that registry's: no path, address, option or range.
 *
 * @throws CatalogError `GW_INVALID`
 */
export function checkPackage(
  registry: string,
  id: string,
  wanted: { readonly version?: string | undefined } = {},
): void {
  if (id.length > 214 || id.includes('..') || !forms[registry]?.test(id)) {
    throw invalid('/registry_id', `is no name that ${registry} has`);
  }
  if (wanted.version !== undefined && (wanted.version.length > 128 || !version.test(wanted.version))) {
    throw invalid('/version', 'must be a version or a tag, such as 1.2.0 or latest');
  }
}

/** Which of a package's programs is the server: the one that is named, the only one, or the one named like the package. */
export function chooseExecutable(
  packageName: string,
  programs: readonly string[],
  wanted: string | undefined,
): string {
  const safe = programs.filter(name => /^[a-z0-9@][a-z0-9@._+-]*$/i.test(name));
  const bare = plain(packageName.split('/').at(-1) ?? '');
  const chosen =
    wanted === undefined
      ? safe.length === 1
        ? safe[0]
        : safe.find(name => plain(name) === bare)
      : safe.find(name => name === wanted);
  if (chosen !== undefined) return chosen;
  if (safe.length === 0) {
    throw new CatalogError(
      'GW_PACKAGE_UNUSABLE',
      `${packageName} has no executable: nothing of it can be started`,
    );
  }
  const choice = safe.slice(0, 20).join(', ');
  throw new CatalogError(
    'GW_PACKAGE_UNUSABLE',
    wanted === undefined
      ? `${packageName} has several executables; name one as executable: ${choice}`
      : `${packageName} has no executable of that name, but ${choice}`,
  );
}

/** As PyPI compares names. Source: PEP 503. */
const plain = (name: string) => name.toLowerCase().replaceAll(/[-_.]+/g, '-');
