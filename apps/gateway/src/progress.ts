import type { CommandContext } from './context.ts';

/** How much is done, at a terminal: one line that is written over. */
export interface Progress {
  advance(bytes: number): void;
}

const everyMs = 200;

/** Shows nothing where standard error is no terminal. */
export function showProgress({ warn, stderrIsTerminal }: CommandContext, what: string): Progress {
  let total = 0;
  let shownAt = 0;
  return {
    advance(bytes) {
      total += bytes;
      const now = performance.now();
      if (!stderrIsTerminal || now - shownAt < everyMs) return;
      // Up one line, and over what was there.
      const over = shownAt === 0 ? '' : '\u001b[1A\u001b[2K';
      shownAt = now;
      warn(`${over}${what} ${(total / 1e6).toFixed(1)} MB`);
    },
  };
}
