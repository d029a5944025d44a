import { UpstreamError, UpstreamHttpError, UpstreamRpcError } from '../errors.ts';
import type { ServerIdentity } from '../lists/surface.ts';
import type { Era } from '../transport.ts';
import { discover, speakStateless } from './discover.ts';
import { beginSession, initialize } from './initialize.ts';
import type { OpeningOptions } from './opening.ts';

/** What a process gets to answer the first question before it is also asked the other way. */
const STDIO_PATIENCE_MS = 1_000;
/** What one gets that is known to know the answer, though it may take its time to start. */
const KNOWING_PATIENCE_MS = 10_000;
/** What a remote server gets: the network takes its time, and a question that is given up has been heard. */
const REMOTE_PATIENCE_MS = 5_000;

/** How an upstream is spoken to now, and the newest era that it speaks. */
export interface Opened {
  readonly identity: ServerIdentity;
  readonly newest: Era;
}

/**
 * Opens the protocol in the era that the server speaks. The one that is known is tried first, and costs no
 * question more; an upstream that refuses it is asked for the other.
 * Source: https://modelcontextprotocol.io/specification/2026-07-28/basic/versioning
 *
 * @throws UpstreamError what the opening throws in the last era tried
 */
export async function openProtocol(options: OpeningOptions, known: Era | undefined): Promise<Opened> {
  const settled = new AbortController();
  const questions = { ...options, signal: AbortSignal.any([options.signal, settled.signal]) };
  try {
    const opened = await ask(questions, known);
    const { identity } = opened;
    (identity.era === '2025' ? beginSession : speakStateless)(options, identity);
    return opened;
  } finally {
    // A question that has become idle is waited for no longer.
    settled.abort();
  }
}

function ask(options: OpeningOptions, known: Era | undefined): Promise<Opened> {
  if (known === '2025') return askKnown(options).then(justSo);
  if (options.connection.transportKind !== 'stdio') return askRemote(options).then(justSo);
  return askProcess(options, known === '2026' ? KNOWING_PATIENCE_MS : STDIO_PATIENCE_MS);
}

const justSo = (identity: ServerIdentity): Opened => ({ identity, newest: identity.era });

async function askKnown(options: OpeningOptions): Promise<ServerIdentity> {
  try {
    return await initialize(options);
  } catch (refusal) {
    if (!isRefusal(refusal)) throw refusal;
    const found = await discover(options).catch(() => undefined);
    if (found) return found;
    throw refusal;
  }
}

/**
 * A process that is only starting answers both questions, however late; the later sent counts then, for
 * `initialize` makes a server that speaks both eras speak the older one. The answer to the first counts
 * where `initialize` is refused, or gets no answer soon after.
 */
async function askProcess(options: OpeningOptions, patienceMs: number): Promise<Opened> {
  const discovery = discover(options);
  const early = await within(patienceMs, discovery);
  if (early !== LATE) return justSo(early ?? (await initialize(options)));
  const session = initialize(options);
  const found = discovery.catch(() => undefined);
  const sessionIfAny = session.catch(() => undefined);
  if (await Promise.race([found, sessionIfAny.then(() => undefined)])) {
    const opened = await within(STDIO_PATIENCE_MS, sessionIfAny);
    const identity = opened === LATE || !opened ? (await found)! : opened;
    return { identity, newest: '2026' };
  }
  try {
    return justSo(await session);
  } catch (refusal) {
    const late = isRefusal(refusal) ? await found : undefined;
    if (late) return justSo(late);
    throw refusal;
  }
}

/** One question after the other: each is a request of its own. */
async function askRemote(options: OpeningOptions): Promise<ServerIdentity> {
  const timeoutMs = Math.min(REMOTE_PATIENCE_MS, options.timeoutMs);
  try {
    const found = await discover({ ...options, timeoutMs });
    if (found) return found;
  } catch (error) {
    const isSilent = error instanceof UpstreamError && error.code === 'GW_UPSTREAM_TIMEOUT';
    // It may only have been slow, to wake up or to have somebody log in: then it refuses the other question.
    if (isSilent) return askKnown(options);
    if (!isRefusal(error)) throw error;
  }
  return initialize(options);
}

/** The server heard the question and doesn't want it; it is not that it wants other credentials first. */
function isRefusal(error: unknown): boolean {
  if (error instanceof UpstreamHttpError) {
    const { status } = error;
    return status >= 400 && status < 500 && ![401, 403, 407, 408, 429].includes(status);
  }
  return error instanceof UpstreamRpcError;
}

const LATE = Symbol('late');

async function within<T>(timeoutMs: number, promise: Promise<T>): Promise<T | typeof LATE> {
  const { promise: late, resolve } = Promise.withResolvers<typeof LATE>();
  const timer = setTimeout(resolve, timeoutMs, LATE);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
