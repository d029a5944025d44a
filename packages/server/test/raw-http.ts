import { connect } from 'node:net';

/** What came back over a socket, taken apart as far as it is HTTP. */
export interface RawAnswer {
  /** Everything that came, until the other side closed or the wait was over. */
  readonly text: string;
  /** Status of the first answer; absent where there was none. */
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Whether the other side closed the connection. */
  readonly closed: boolean;
}

/** Sends bytes as they are, and gives what comes back until an answer is whole or the connection is closed. */
export function sendRaw(port: number, bytes: string | Buffer, { waitMs = 5_000 } = {}): Promise<RawAnswer> {
  return new Promise(resolve => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    const end = (closed: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ ...takeApart(text), closed });
    };
    const timer = setTimeout(() => end(false), waitMs);
    socket.setEncoding('latin1');
    socket.on('data', chunk => {
      text += chunk;
      if (isWhole(takeApart(text))) end(false);
    });
    socket.on('error', () => {});
    socket.on('close', () => end(true));
  });
}

function takeApart(text: string): Omit<RawAnswer, 'closed'> {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  const status = /^HTTP\/1\.1 (\d{3})/.exec(statusLine)?.[1];
  const headers = Object.fromEntries(
    lines.map(line => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      line.slice(line.indexOf(':') + 1).trim(),
    ]),
  );
  return {
    text,
    status: status === undefined ? undefined : Number(status),
    headers,
    body: rest.join('\r\n\r\n'),
  };
}

const isWhole = ({ status, headers, body }: Omit<RawAnswer, 'closed'>) =>
  status !== undefined &&
  headers['content-length'] !== undefined &&
  body.length >= Number(headers['content-length']);
