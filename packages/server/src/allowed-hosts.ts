/**
 * A check of the `Host` header against `security.allowed_hosts`: names in any case, with a port or for all ports,
 * `*.example.com` for every name below `example.com`, `*` for any. An empty list allows any.
 */
export function hostCheck(allowed: readonly string[]): (host: string | undefined) => boolean {
  if (allowed.length === 0 || allowed.includes('*')) return () => true;
  const entries = allowed.map(parseHost);
  return host => {
    if (host === undefined) return false;
    const given = parseHost(host);
    return entries.some(
      ({ name, port }) => (port === '' || port === given.port) && nameFits(name, given.name),
    );
  };
}

const nameFits = (pattern: string, name: string) =>
  pattern.startsWith('*.')
    ? name.endsWith(pattern.slice(1)) && name.length >= pattern.length
    : name === pattern;

/** Takes a host apart; the name is without brackets, trailing dot and case. */
function parseHost(host: string): { name: string; port: string } {
  const lower = host.trim().toLowerCase();
  // More than one colon without brackets: an IPv6 address as a configuration may write it.
  if (/^[^[]*:.*:/.test(lower)) return { name: lower, port: '' };
  const [, bracketed, plain = '', port = ''] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d*))?$/.exec(lower) ?? [];
  return { name: bracketed ?? plain.replace(/\.$/, ''), port };
}
