#!/usr/bin/env node
// An MCP server in plain Node, without packages: the four operations. It keeps nothing between calls, so one
// process can serve every session (`"shared": true` in the gateway's config).
import { createInterface } from 'node:readline';

// Newest first: a client that asks for another version is offered the first.
const protocolVersions = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'];

const [parseError, invalidRequest, methodNotFound, invalidParams] = [-32700, -32600, -32601, -32602];

/** Becomes the `error` of an answer: the request itself was wrong. */
class RpcError extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

const operations = {
  add: { description: 'Add two numbers', compute: (a, b) => a + b },
  subtract: { description: 'Subtract the second number from the first', compute: (a, b) => a - b },
  multiply: { description: 'Multiply two numbers', compute: (a, b) => a * b },
  divide: { description: 'Divide the first number by the second', compute: (a, b) => a / b },
};

const tools = Object.entries(operations).map(([name, { description }]) => ({
  name,
  description,
  inputSchema: {
    type: 'object',
    properties: {
      a: { type: 'number', description: 'The first number' },
      b: { type: 'number', description: 'The second number' },
    },
    required: ['a', 'b'],
  },
  outputSchema: { type: 'object', properties: { result: { type: 'number' } }, required: ['result'] },
}));

/** A tool's own failure is a result, so that the model can read it and try again. */
const failed = text => ({ content: [{ type: 'text', text }], isError: true });

function calculate(operation, { a, b }) {
  if (typeof a !== 'number' || typeof b !== 'number') return failed('Both a and b must be numbers');
  if (operation === operations.divide && b === 0) return failed('Division by zero');
  const result = operation.compute(a, b);
  if (!Number.isFinite(result)) return failed('The result is too large');
  return { content: [{ type: 'text', text: String(result) }], structuredContent: { result } };
}

const methods = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion: protocolVersions.includes(protocolVersion) ? protocolVersion : protocolVersions[0],
    serverInfo: { name: 'calculator', version: '1.0.0' },
    capabilities: { tools: {} },
  }),
  ping: () => ({}),
  'tools/list': () => ({ tools }),
  'tools/call': ({ name, arguments: args = {} }) => {
    if (!Object.hasOwn(operations, name)) throw new RpcError(invalidParams, `Unknown tool: ${name}`);
    if (!isObject(args)) throw new RpcError(invalidParams, 'The arguments must be an object');
    return calculate(operations[name], args);
  },
};

/** The answer to one line, or undefined where there is nothing to say: to notifications and answers. */
function answer(line) {
  let id = null;
  try {
    const message = parse(line);
    if (!isObject(message)) throw new RpcError(invalidRequest, 'Invalid request');
    const { method, params = {} } = message;
    if (!('id' in message) || (!('method' in message) && ('result' in message || 'error' in message))) return;
    id = message.id;
    if (typeof method !== 'string' || !isObject(params))
      throw new RpcError(invalidRequest, 'Invalid request');
    if (!Object.hasOwn(methods, method)) throw new RpcError(methodNotFound, `Method not found: ${method}`);
    return { jsonrpc: '2.0', id, result: methods[method](params) };
  } catch (error) {
    if (!(error instanceof RpcError)) throw error;
    return { jsonrpc: '2.0', id, error: { code: error.code, message: error.message } };
  }
}

function parse(line) {
  try {
    return JSON.parse(line);
  } catch {
    throw new RpcError(parseError, 'Parse error');
  }
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
  const response = answer(line);
  if (response) process.stdout.write(`${JSON.stringify(response)}\n`);
}
