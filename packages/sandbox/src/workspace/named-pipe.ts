import { close, constants, fstat, open } from 'node:fs';
import { Socket } from 'node:net';
import { promisify } from 'node:util';

const [openFile, statFile, closeFile] = [promisify(open), promisify(fstat), promisify(close)];
const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_RDWR } = constants;

/** One end of a named pipe, opened without waiting for the other. */
export class NamedPipe {
  readonly #descriptor: number;
  #taken = false;

  private constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  /** Throws for what is no pipe: whoever may write in the folder may put something else there. */
  static async open(path: string, side: 'read' | 'write'): Promise<NamedPipe> {
    // For writing alone it could not be opened before somebody reads.
    const flags = (side === 'read' ? O_RDONLY : O_RDWR) | O_NOFOLLOW | O_NONBLOCK;
    const descriptor = await openFile(path, flags);
    if ((await statFile(descriptor)).isFIFO()) return new NamedPipe(descriptor);
    await closeFile(descriptor);
    throw new Error(`${path} is not a pipe`);
  }

  /** To be called once the other end is open: until then there is nothing to be read, which looks like the end. */
  reader(): Socket {
    this.#taken = true;
    return quiet(new Socket({ fd: this.#descriptor, readable: true, writable: false }));
  }

  writer(): Socket {
    this.#taken = true;
    const socket = quiet(new Socket({ fd: this.#descriptor, readable: false, writable: true }));
    // A pipe has no half that could be shut: its end is that it is closed.
    socket.once('finish', () => socket.destroy());
    return socket;
  }

  async close(): Promise<void> {
    if (!this.#taken) await closeFile(this.#descriptor);
    this.#taken = true;
  }
}

/** That the other end is gone is told by the command's end. */
function quiet(socket: Socket): Socket {
  return socket.on('error', () => {});
}
