// Answers as a web server over TLS does, without its arithmetic: a greeting with its certificates, then the body.
import { createServer } from 'node:net';
import { greeting, hello, request, response } from './exchange.mjs';

const server = createServer({ noDelay: true }, socket => {
  let received = 0;
  socket.on('error', () => {});
  socket.on('data', chunk => {
    const before = received;
    received += chunk.length;
    if (before < hello && received >= hello) socket.write(Buffer.alloc(greeting));
    if (received >= hello + request) socket.end(Buffer.alloc(response));
  });
}).listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
process.stdin.on('end', () => process.exit(0)).resume();
