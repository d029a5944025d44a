import { freePort } from './free-port.ts';
import { Line, type LineKind, type Services } from './line.ts';

/** A started line whose Node can be told to collect its garbage. */
export interface InspectedLine extends AsyncDisposable {
  readonly line: Line;
  /** Resolves when everything that nothing refers to any more is gone. */
  collectGarbage(): Promise<void>;
}

/** Starts a Node line with its inspector open. */
export async function startInspected(kind: LineKind, services: Services): Promise<InspectedLine> {
  const port = await freePort();
  const line = await Line.start(
    {
      name: kind.name,
      prepare: async setting => [
        'env',
        `NODE_OPTIONS=--inspect=127.0.0.1:${port}`,
        ...(await kind.prepare(setting)),
      ],
    },
    services,
  );
  return {
    line,
    collectGarbage: () => collectGarbage(port),
    [Symbol.asyncDispose]: () => line.stop(),
  };
}

async function collectGarbage(port: number): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}/json/list`);
  const [target] = (await response.json()) as { webSocketDebuggerUrl: string }[];
  if (!target) throw new Error('The inspector has nothing to inspect');
  const socket = new WebSocket(target.webSocketDebuggerUrl);
  const { promise: answered, resolve, reject } = Promise.withResolvers<void>();
  socket.addEventListener('open', () =>
    socket.send(JSON.stringify({ id: 1, method: 'HeapProfiler.collectGarbage' })),
  );
  socket.addEventListener('message', () => resolve());
  socket.addEventListener('error', () => reject(new Error('The inspector does not answer')));
  socket.addEventListener('close', () => reject(new Error('The inspector has closed')));
  await answered.finally(() => socket.close());
}
