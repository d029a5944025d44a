import Type, { type Static, type TSchema } from 'typebox';

/** More would make one answer of a list too much to hold. */
const most = 1_000;

/** Parameters of a list that is read by pages; the first is 1. */
export const pageQuery = {
  page: Type.Integer({ minimum: 1, maximum: 1_000_000, default: 1, description: 'Which page, from 1.' }),
  page_size: Type.Integer({ minimum: 1, maximum: most, default: 50, description: 'Entries of a page.' }),
};

/**
 * Parameters of a list that is read from an offset on. Clients that know of none get all that one answer holds:
 * the default is the most.
 */
export const offsetQuery = {
  offset: Type.Integer({
    minimum: 0,
    maximum: 1_000_000_000,
    default: 0,
    description: 'Entries to leave out.',
  }),
  limit: Type.Integer({ minimum: 1, maximum: most, default: most, description: 'Entries at most.' }),
};

/** The answer to a list that is read by pages. */
export const PageOf = <Item extends TSchema>(item: Item) =>
  Type.Object({
    items: Type.Array(item),
    total: Type.Integer({ description: 'Entries of the whole list.' }),
    page: Type.Integer(),
    page_size: Type.Integer(),
  });

/** The answer to a list that is read from an offset on. */
export const SliceOf = <Item extends TSchema>(item: Item) =>
  Type.Object({
    items: Type.Array(item),
    total: Type.Integer({ description: 'Entries of the whole list.' }),
    offset: Type.Integer(),
    limit: Type.Integer(),
  });

type PageQuery = { [Name in keyof typeof pageQuery]: Static<(typeof pageQuery)[Name]> };
type OffsetQuery = { [Name in keyof typeof offsetQuery]: Static<(typeof offsetQuery)[Name]> };

/** The part of a list that a page is, as the store reads it. */
export const pageWindow = ({ page, page_size }: PageQuery) => ({ page, pageSize: page_size });

/** Records of a page as the wire has them. */
export const pageOf = <Row, View>(
  { items, total }: { readonly items: readonly Row[]; readonly total: number },
  { page, page_size }: PageQuery,
  view: (row: Row) => View,
) => ({ items: items.map(view), total, page, page_size });

/** Records from an offset on as the wire has them. */
export const sliceOf = <Row, View>(
  { items, total }: { readonly items: readonly Row[]; readonly total: number },
  { offset, limit }: OffsetQuery,
  view: (row: Row) => View,
) => ({ items: items.map(view), total, offset, limit });

/** A time as the wire has it: ISO 8601, in UTC. */
export const isoTime = (epochMs: number): string => new Date(epochMs).toISOString();

/** Likewise, where there may be none. */
export const isoTimeOrNull = (epochMs: number | null): string | null =>
  epochMs === null ? null : isoTime(epochMs);

/** A time in an answer. */
export const Time = (description: string) => Type.String({ description: `${description} ISO 8601, UTC.` });

/** An id in a path. */
export const Uuid = (description: string) =>
  Type.String({
    pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$',
    description,
  });
