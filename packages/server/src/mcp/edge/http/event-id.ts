/** The position of an event after which nothing comes. */
const last = 'end';

/** Longer ids of requests are left out: an event's id is to be small. */
const maxKeyLength = 128;

/** An event's id, taken apart. */
export interface EventId {
  readonly streamId: string;
  /** `undefined`: nothing comes after it. */
  readonly position: number | undefined;
  /** The id of the request that the stream answers, as JSON; absent for the stream that answers none. */
  readonly requestKey: string | undefined;
}

/** The id of the stream that answers a request. It tells which, so that the request can be answered come what may. */
export const requestStreamId = (prefix: string, number: number, requestKey: string): string =>
  `${prefix}-${number}.${requestKey.length > maxKeyLength ? '' : Buffer.from(requestKey).toString('base64url')}`;

/** The id of the stream that answers no request. */
export const standaloneStreamId = (prefix: string): string => `${prefix}-0`;

/** The id of an event that ends a stream of which nothing else is known. */
export const lastEventId = (streamId: string): string => `${streamId}~${last}`;

/** Takes an id apart; `undefined` where it is none of the gateway's. */
export function parseEventId(text: string): EventId | undefined {
  const [, streamId, key, position] = /^([\w-]{1,32}(?:\.([\w-]{0,256}))?)~(\d{1,15}|end)$/.exec(text) ?? [];
  if (streamId === undefined) return undefined;
  return {
    streamId,
    position: position === last ? undefined : Number(position),
    requestKey: key ? requestKeyOf(key) : undefined,
  };
}

/** Only what is an id as JSON has it: it is written into a message as it is. */
function requestKeyOf(encoded: string): string | undefined {
  const key = Buffer.from(encoded, 'base64url').toString();
  try {
    const id: unknown = JSON.parse(key);
    return typeof id === 'string' ? JSON.stringify(id) : /^-?\d+$/.test(key) ? key : undefined;
  } catch {
    return undefined;
  }
}
