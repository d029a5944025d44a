import { StoreError } from '../errors.ts';

const LONGEST_LINE = 256 * 1024 * 1024;

/** The lines of a stream, without their ends; a last one that has no end is none: the stream was cut off. */
export async function* dumpLines(chunks: AsyncIterable<Uint8Array | string>): AsyncGenerator<string> {
  let parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    let rest: Buffer = typeof chunk === 'string' ? Buffer.from(chunk) : Buffer.from(chunk);
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      yield Buffer.concat([...parts, rest.subarray(0, end)]).toString();
      rest = rest.subarray(end + 1);
      parts = [];
      length = 0;
    }
    parts.push(rest);
    length += rest.length;
    if (length > LONGEST_LINE)
      throw new StoreError('GW_STORE_DUMP', 'The dump has a line of more than 256 MiB');
  }
}
