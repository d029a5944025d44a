import { UpstreamError } from '../errors.ts';
import { ByteCollector } from './byte-collector.ts';
import type { HttpAnswer } from './dialer.ts';
import { networkFailure } from './http-failure.ts';

/** The media type of an answer, without parameters. */
export function mediaType({ headers }: HttpAnswer): string {
  return (headers['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase();
}

/**
 * Reads a whole body.
 *
 * @throws UpstreamError `GW_UPSTREAM_PROTOCOL` it has more than `maxBytes`, or was compressed;
 *   `GW_UPSTREAM_UNREACHABLE` it broke off
 */
export async function readBody(service: string, answer: HttpAnswer, maxBytes: number): Promise<Buffer> {
  refuseEncoded(service, answer);
  const { headers, body, url } = answer;
  const length = Number(headers['content-length']);
  const collected = new ByteCollector();
  let isTooLong = length > maxBytes;
  try {
    // Of a length that is known, and that HTTP holds the server to.
    if (length <= maxBytes) return Buffer.from(await body.arrayBuffer());
    for await (const chunk of body as AsyncIterable<Buffer>) {
      isTooLong ||= collected.length + chunk.length > maxBytes;
      if (isTooLong) break;
      collected.add(chunk);
    }
  } catch (cause) {
    throw networkFailure(service, url, cause);
  }
  if (!isTooLong) return collected.take();
  const message = `Service ${service} (${url.host}) sent an answer longer than ${maxBytes} bytes`;
  throw new UpstreamError('GW_UPSTREAM_PROTOCOL', service, message);
}

/** Refuses what was compressed though we had asked for it as it is: a few bytes may become any number. */
export function refuseEncoded(service: string, { headers, body, url }: HttpAnswer): void {
  const encoding = headers['content-encoding'];
  if (encoding === undefined || encoding.toLowerCase() === 'identity') return;
  body.destroy();
  throw new UpstreamError(
    'GW_UPSTREAM_PROTOCOL',
    service,
    `Service ${service} (${url.host}) compressed its answer, which it was asked not to do`,
  );
}
