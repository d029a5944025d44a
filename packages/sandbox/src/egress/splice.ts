import type { Socket } from 'node:net';

/**
 * Joins two connections until both directions have ended. One that breaks, or is silent in both directions for
 * `idleMs`, takes the other with it; neither is read faster than the other takes it.
 */
export function splice(one: Socket, other: Socket, idleMs: number): void {
  join(one, other, idleMs);
  join(other, one, idleMs);
}

function join(from: Socket, to: Socket, idleMs: number): void {
  from.pipe(to);
  from.on('error', () => {});
  from.once('close', hadError => {
    if (hadError) to.resetAndDestroy();
    else if (!from.readableEnded) to.destroy();
  });
  // What passes is activity of both, so that the silence of one is the silence of the other.
  from.setTimeout(idleMs, () => from.destroy());
}
