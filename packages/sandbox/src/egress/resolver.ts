import { Resolver as DnsResolver } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';

/** Finds the addresses of names. */
export interface Resolver {
  /** All addresses, IPv4 first; none for a name that doesn't exist. Rejects where nobody answers. */
  resolve(name: string): Promise<readonly string[]>;
}

export interface ResolverOptions {
  /** Name servers, `address` or `address:port`. Default: the host's. */
  readonly servers?: readonly string[];
  /** Names that the host knows by itself. Default `/etc/hosts`. */
  readonly hostsFile?: string;
}

/** How long an answer is remembered, whatever it says of itself, in milliseconds. */
const shortestMs = 1000;
const longestMs = 60_000;
/** Answers remembered at once. */
const mostAnswers = 1000;

interface Answer {
  readonly addresses: readonly string[];
  readonly ttlMs: number;
}

/**
 * A resolver that remembers. It asks name servers itself instead of the system's library: that waits in one of the
 * few threads which all file accesses of the process share, so slow names of one server would hold up everyone.
 */
export function createResolver({ servers, hostsFile = '/etc/hosts' }: ResolverOptions = {}): Resolver {
  const dns = new DnsResolver({ timeout: 2000, tries: 2 });
  if (servers) dns.setServers(servers);
  const answers = new Map<string, { readonly answer: Promise<Answer>; until: number }>();

  async function ask(name: string): Promise<Answer> {
    const own = addressesIn(await readFile(hostsFile, 'utf8').catch(() => ''), name);
    if (own.length > 0) return { addresses: own, ttlMs: shortestMs };
    const [four, six] = await Promise.allSettled([
      dns.resolve4(name, { ttl: true }),
      dns.resolve6(name, { ttl: true }),
    ]);
    const records = [four, six].flatMap(result => (result.status === 'fulfilled' ? result.value : []));
    if (records.length > 0)
      return {
        addresses: records.map(({ address }) => address),
        ttlMs: Math.min(...records.map(({ ttl }) => ttl * 1000)),
      };
    const failure = [four, six].find(result => result.status === 'rejected' && !isAnswer(result.reason));
    if (failure?.status === 'rejected') throw failure.reason;
    return { addresses: [], ttlMs: shortestMs };
  }

  function forgetOldest(): void {
    const oldest = answers.size >= mostAnswers ? answers.keys().next().value : undefined;
    if (oldest !== undefined) answers.delete(oldest);
  }

  return {
    async resolve(name) {
      const known = answers.get(name);
      if (known && known.until > performance.now()) return (await known.answer).addresses;
      answers.delete(name);
      forgetOldest();
      // Who asks meanwhile waits for the same answer.
      const entry = { answer: ask(name), until: Number.POSITIVE_INFINITY };
      answers.set(name, entry);
      try {
        const { addresses, ttlMs } = await entry.answer;
        entry.until = performance.now() + Math.min(Math.max(ttlMs, shortestMs), longestMs);
        return addresses;
      } catch (error) {
        if (answers.get(name) === entry) answers.delete(name);
        throw error;
      }
    },
  };
}

/** Codes that say there is no such name or address; others that nobody could say. */
function isAnswer(error: unknown): boolean {
  return ['ENOTFOUND', 'ENODATA'].includes((error as NodeJS.ErrnoException).code ?? '');
}

function addressesIn(hosts: string, name: string): string[] {
  return hosts.split('\n').flatMap(line => {
    const [address, ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    return address && names.some(each => each.toLowerCase() === name) ? [address] : [];
  });
}
