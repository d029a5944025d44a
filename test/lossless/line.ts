import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type JsonObject, parseExact, writeExact } from './exact-json.ts';
import { onLine } from './lines.ts';

/** Carries single messages to a server and back, letter by letter. */
export interface Line extends AsyncDisposable {
  /** Sends a request; what comes before its answer goes to `onMessage`. Resolves with the answer. */
  request(message: JsonObject, onMessage: (message: JsonObject) => void): Promise<JsonObject>;
  /** Sends a notification, or the answer to a server's request. */
  tell(message: JsonObject): Promise<void>;
}

/** A server's own pipes. */
export function openPipe(command: readonly string[]): Line {
  const [program = '', ...args] = command;
  const child: ChildProcess = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting = new Map<string, (answer: JsonObject) => void>();
  const ended = Promise.withResolvers<never>();
  ended.promise.catch(() => undefined);
  child.once('exit', code => ended.reject(new Error(`The server ended with ${code}`)));
  let heard: (message: JsonObject) => void = () => undefined;
  onLine(child.stdout as NonNullable<typeof child.stdout>, line => {
    const message = parseExact(line) as JsonObject;
    const answered = 'method' in message ? undefined : waiting.get(JSON.stringify(message.id));
    if (answered) answered(message);
    else heard(message);
  });
  const write = (message: JsonObject) => void child.stdin?.write(`${writeExact(message)}\n`);
  return {
    request(message, onMessage) {
      heard = onMessage;
      const { promise, resolve } = Promise.withResolvers<JsonObject>();
      waiting.set(JSON.stringify(message.id), resolve);
      write(message);
      return Promise.race([promise, ended.promise]);
    },
    async tell(message) {
      write(message);
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Streamable HTTP, with the headers that each request asks for. */
export function openHttp(url: string, headersOf: (message: JsonObject) => Record<string, string>): Line {
  const sessionHeaders: Record<string, string> = {};
  const post = async (message: JsonObject) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...sessionHeaders,
        ...headersOf(message),
      },
      body: writeExact(message),
    });
    const session = response.headers.get('mcp-session-id');
    if (session !== null) sessionHeaders['mcp-session-id'] = session;
    return response;
  };
  return {
    async request(message, onMessage) {
      for await (const text of messagesOf(await post(message))) {
        const heard = parseExact(text) as JsonObject;
        if (!('method' in heard)) return heard;
        onMessage(heard);
      }
      throw new Error('The stream ended without an answer');
    },
    async tell(message) {
      const response = await post(message);
      await response.body?.cancel();
      if (response.status !== 202) throw new Error(`Answered with ${response.status}`);
    },
    async [Symbol.asyncDispose]() {
      if (sessionHeaders['mcp-session-id'] !== undefined)
        await fetch(url, { method: 'DELETE', headers: { ...sessionHeaders, ...headersOf({}) } });
    },
  };
}

async function* messagesOf(response: Response): AsyncGenerator<string> {
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) {
    const text = await response.text();
    if (!text.startsWith('{')) throw new Error(`Answered with ${response.status}: ${text}`);
    yield text;
    return;
  }
  let rest = '';
  for await (const chunk of (response.body as ReadableStream<Uint8Array>).pipeThrough(
    new TextDecoderStream(),
  )) {
    const events = (rest + chunk).split(/\r?\n\r?\n/);
    rest = events.pop() ?? '';
    for (const event of events) {
      const data = event
        .split(/\r?\n/)
        .filter(line => line.startsWith('data:'))
        .map(line => line.slice(5).replace(/^ /, ''));
      if (data.length > 0 && data.join('') !== '') yield data.join('\n');
    }
  }
}
