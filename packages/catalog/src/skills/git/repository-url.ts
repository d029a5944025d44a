import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { AddressGuard } from '@gw/mcp-client';
import { SkillError } from '../skill-error.ts';

/** A repository's address, found good. */
export interface RepositoryAddress {
  readonly url: string;
  readonly scheme: 'http' | 'https';
  /** Where its host was found to be: for curl, so that a name can't come to mean another place meanwhile. */
  readonly resolve: string | undefined;
}

const shorthand = /^(?:github:)?([A-Za-z0-9][\w-]{0,99}\/[A-Za-z0-9._-]{1,100})$/;

/** Of a page of GitHub's: the repository that it is in. */
const githubPage = /^https:\/\/(?:www\.)?github\.com\/([\w-]+\/[\w.-]+)(?:[/?#]|$)/;

/**
 * The URL that is meant: one as it is, or the repository of `owner/name` or of a page at GitHub; undefined where it is
 * neither.
 */
export function repositoryUrl(given: string): string | undefined {
  const [, repository] = shorthand.exec(given) ?? githubPage.exec(given) ?? [];
  if (repository) return `https://github.com/${repository.replace(/\.git$/, '')}.git`;
  return /^https?:\/\//i.test(given) && URL.canParse(given) ? new URL(given).href : undefined;
}

/** Whether a URL is of GitHub. */
export const isAtGitHub = (url: string): boolean => new URL(url).hostname === 'github.com';

/**
 * Looks up where a repository is, and whether that may be dialled: only by HTTPS, but for what is allowed on one's own
 * network.
 *
 * @throws SkillError `GW_SKILL_SOURCE_REFUSED`, `GW_SKILL_SOURCE_FAILED`
 */
export async function repositoryAddress(
  url: string,
  allowPrivateAddresses: readonly string[],
): Promise<RepositoryAddress> {
  const { protocol, hostname, port, username, password, search, hash, pathname } = new URL(url);
  if (username || password) throw refused('A repository is named without credentials');
  if (search || hash || pathname.length < 2) throw refused('That is not the URL of a Git repository');
  const host = hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(host) ? [host] : await addressesOf(host);
  const guard = new AddressGuard(allowPrivateAddresses);
  const refusal = addresses.map(address => guard.refusal(address)).find(Boolean);
  if (refusal) {
    throw refused(`${host} leads to ${refusal} address; security.allow_private_addresses can allow it`);
  }
  const scheme = protocol === 'https:' ? 'https' : 'http';
  const anywhere = new AddressGuard([]);
  if (scheme === 'http' && addresses.some(address => anywhere.refusal(address) === undefined)) {
    throw refused('A repository on the internet is read by https:// only');
  }
  const at = port || (scheme === 'https' ? '443' : '80');
  const pinned = addresses.map(address => (isIP(address) === 6 ? `[${address}]` : address)).join(',');
  return { url, scheme, resolve: isIP(host) ? undefined : `${host}:${at}:${pinned}` };
}

async function addressesOf(host: string): Promise<string[]> {
  try {
    return (await lookup(host, { all: true })).map(({ address }) => address);
  } catch (cause) {
    throw new SkillError('GW_SKILL_SOURCE_FAILED', `The host ${host} is not known`, { cause });
  }
}

const refused = (message: string) => new SkillError('GW_SKILL_SOURCE_REFUSED', message);
