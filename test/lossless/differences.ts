import type { Era } from '../conformance/cell.ts';
import { withoutRewrites } from './apply-rewrites.ts';
import { canonical, type Json } from './exact-json.ts';
import type { Exchange } from './exchange.ts';
import type { Observed } from './peer.ts';

/** What isn't the same with a gateway in between as without, apart from what is declared. Empty: nothing was lost. */
export function differences(
  { method }: Exchange,
  { client, upstream }: { client: Era; upstream: Era },
  directly: Observed,
  through: Observed,
): string[] {
  const way = { client, upstream, method };
  const found: string[] = [];
  const same = (what: string, before: Json | undefined, after: Json | undefined) => {
    const [left, right] = [before, after].map(value => (value === undefined ? 'nothing' : canonical(value)));
    if (left !== right) found.push(`${what}\n  directly: ${left}\n  through:  ${right}`);
  };
  const rewritten = (what: string, of: 'params' | 'reply', before: Json, after: Json) => {
    const compared = withoutRewrites(of, way, before, after);
    found.push(...compared.undeclared.map(problem => `${what}: ${problem}`));
    if (compared.before !== compared.after)
      found.push(`${what}\n  directly: ${compared.before}\n  through:  ${compared.after}`);
  };

  rewritten('params', 'params', directly.params, through.params);
  if (directly.retriedParams !== undefined)
    rewritten('params of the retry', 'params', directly.retriedParams, through.retriedParams ?? null);
  same('notifications', directly.notifications, through.notifications);
  same('what the server asks', directly.asked, through.asked);
  same("the client's answer", directly.answer, through.answer);
  if ('result' in directly.reply && 'result' in through.reply)
    rewritten('result', 'reply', directly.reply.result, through.reply.result);
  else same('reply', directly.reply, through.reply);
  return found;
}
