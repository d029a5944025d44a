/** The text of an MCP server for Node with one tool, `echo`, which tells its arguments and variables too. */
export const nodeServer = `#!/usr/bin/env node
const send = message => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', ...message }) + '\\n');
require('node:readline').createInterface({ input: process.stdin }).on('line', line => {
  const { id, method, params } = JSON.parse(line);
  if (id === undefined) return;
  const serverInfo = { name: 'published', version: '1.0.0' };
  const tool = { name: 'echo', description: 'Says it again', inputSchema: { type: 'object' } };
  const said = { args: process.argv.slice(2), given: params && params.arguments, greeting: process.env.GREETING };
  if (method === 'initialize') send({ id, result: { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo } });
  else if (method === 'tools/list') send({ id, result: { tools: [tool] } });
  else if (method === 'tools/call') send({ id, result: { content: [{ type: 'text', text: JSON.stringify(said) }] } });
  else if (method === 'ping') send({ id, result: {} });
  else send({ id, error: { code: -32601, message: 'Method not found' } });
});
`;

/** The same for Python, as a module with a function \`main\`. */
export const pythonServer = `import json, os, sys

def send(message):
    print(json.dumps({'jsonrpc': '2.0', **message}), flush=True)

def main():
    for line in sys.stdin:
        request = json.loads(line)
        id, method = request.get('id'), request['method']
        if id is None:
            continue
        if method == 'initialize':
            info = {'name': 'published', 'version': '1.0.0'}
            send({'id': id, 'result': {'protocolVersion': '2025-11-25', 'capabilities': {'tools': {}}, 'serverInfo': info}})
        elif method == 'tools/list':
            tool = {'name': 'echo', 'description': 'Says it again', 'inputSchema': {'type': 'object'}}
            send({'id': id, 'result': {'tools': [tool]}})
        elif method == 'tools/call':
            said = {'args': sys.argv[1:], 'given': request['params'].get('arguments'), 'greeting': os.environ.get('GREETING')}
            send({'id': id, 'result': {'content': [{'type': 'text', 'text': json.dumps(said)}]}})
        elif method == 'ping':
            send({'id': id, 'result': {}})
        else:
            send({'id': id, 'error': {'code': -32601, 'message': 'Method not found'}})
`;
