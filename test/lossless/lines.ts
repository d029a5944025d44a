import type { Readable } from 'node:stream';

/** Lines by line feeds alone: `readline` also ends them at U+2028, which JSON leaves as it is. */
export function onLine(stream: Readable, take: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach(take);
  });
}
