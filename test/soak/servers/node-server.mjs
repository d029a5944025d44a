// A small MCP server of one tool. With `forks` it keeps processes of its own: one in a session of its own, one that
// holds its pipes.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

if (process.argv.includes('forks')) {
  spawn('sleep', ['3600'], { detached: true, stdio: 'ignore' }).unref();
  spawn('sleep', ['3600'], { stdio: 'inherit' });
}
let count = 0;
const methods = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion,
    capabilities: { tools: {} },
    serverInfo: { name: 'soak', version: '1.0.0' },
  }),
  ping: () => ({}),
  'tools/list': () => ({ tools: [{ name: 'count', inputSchema: { type: 'object' } }] }),
  'tools/call': () => {
    // Something for the sandbox to clear away.
    writeFileSync(join(process.env.HOME, `file-${count}`), 'x'.repeat(10_000));
    return { content: [{ type: 'text', text: String(++count) }] };
  },
};
createInterface({ input: process.stdin }).on('line', line => {
  const { id, method, params } = JSON.parse(line);
  if (id === undefined) return;
  const answer = methods[method]
    ? { result: methods[method](params ?? {}) }
    : { error: { code: -32601, message: 'Method not found' } };
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, ...answer })}\n`);
});
