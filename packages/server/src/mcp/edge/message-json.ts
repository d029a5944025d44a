import { isUtf8 } from 'node:buffer';
import { parseJson } from '@gw/mcp-client';
import { nestsDeeperThan } from '../../json-depth.ts';
import { rpcCodes } from './rpc-codes.ts';
import { badRequest, refusal } from './rpc-failure.ts';

/** Deeper messages are refused: whoever serialises one again recurses, and runs out of stack. */
const maxDepth = 256;

/**
 * Parses the body of a POST, or a line.
 *
 * @throws McpError -32700 for what is not JSON in UTF-8, -32600 for what nests too deeply; HTTP 400
 */
export function parseMessageText(body: Uint8Array): unknown {
  if (!isUtf8(body)) throw parseError();
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString();
  if (hasBrackets(maxDepth, text) && nestsDeeperThan(maxDepth, text))
    throw badRequest(`Messages may nest ${maxDepth} levels deep`);
  try {
    return parseJson(text);
  } catch {
    throw parseError();
  }
}

/** Whether text has more opening brackets than that: most messages have a few, and need no closer look. */
function hasBrackets(more: number, text: string): boolean {
  let count = 0;
  for (const bracket of '[{') {
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) {
      if (++count > more) return true;
    }
  }
  return false;
}

const parseError = () => refusal(400, rpcCodes.parseError, 'Parse error: the message is not JSON');
