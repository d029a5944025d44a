import { type Rewrite, rewrites } from './rewrites.ts';

/** The declared rewrites, for the documentation. */
export function renderRewrites(): string {
  const rows = rewrites.map(rewrite => [
    `\`${rewrite.of === 'params' ? 'params' : 'result'}.${placeOf(rewrite)}\``,
    rewrite.how,
    wherever(rewrite),
    rewrite.reason,
  ]);
  return [['place', 'is', 'where', 'why'], ['---', '---', '---', '---'], ...rows]
    .map(columns => `| ${columns.join(' | ')} |`)
    .join('\n');
}

const placeOf = ({ path }: Rewrite) =>
  path
    .map(key => (/^\w+$/.test(key) ? key : `["${key}"]`))
    .join('.')
    .replaceAll('.[', '[');

function wherever({ client, upstream, methods }: Rewrite): string {
  const sides = [client && `${client} client`, upstream && `${upstream} server`].filter(Boolean).join(', ');
  const which = methods?.map(method => `\`${method}\``).join(', ');
  return [sides || 'everywhere', which].filter(Boolean).join('; ');
}
