import type { Era } from '../conformance/cell.ts';
import { canonical, isObject, type Json, memberAt, withMember } from './exact-json.ts';
import { type Rewrite, rewrites } from './rewrites.ts';

export interface Way {
  readonly client: Era;
  readonly upstream: Era;
  readonly method: string;
}

/**
 * What the gateway's side must be, given what it was before the gateway: takes the declared places out of both, and
 * says where they aren't as declared. What then differs was lost.
 */
export function withoutRewrites(
  of: Rewrite['of'],
  way: Way,
  before: Json,
  after: Json,
): { before: string; after: string; undeclared: string[] } {
  let [left, right] = [before, after];
  const undeclared: string[] = [];
  for (const { path, how } of rewrites.filter(rewrite => applies(rewrite, of, way))) {
    const [was, is] = [memberAt(left, path), memberAt(right, path)];
    const asDeclared = {
      replaced: (was === undefined) === (is === undefined),
      added: is !== undefined,
      filled: is !== undefined && (was === undefined || canonical(was) === canonical(is)),
      removed: is === undefined,
    }[how];
    if (!asDeclared) undeclared.push(`${path.join('.')} is not ${how}`);
    if (was !== undefined) left = withMember(left, path, undefined);
    if (is !== undefined) right = withMember(right, path, undefined);
  }
  return { before: canonical(withoutEmptyMeta(left)), after: canonical(withoutEmptyMeta(right)), undeclared };
}

const applies = (rewrite: Rewrite, of: Rewrite['of'], { client, upstream, method }: Way) =>
  rewrite.of === of &&
  (rewrite.client ?? client) === client &&
  (rewrite.upstream ?? upstream) === upstream &&
  (rewrite.methods ?? [method]).includes(method);

/** An `_meta` that holds nothing is none: taking the last key out of one leaves it. */
function withoutEmptyMeta(value: Json): Json {
  const meta = memberAt(value, ['_meta']);
  return isObject(meta) && Object.keys(meta).length === 0 ? withMember(value, ['_meta'], undefined) : value;
}
