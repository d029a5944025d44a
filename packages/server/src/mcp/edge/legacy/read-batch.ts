import { type Message, readMessage } from '../message.ts';
import { claimsVersion } from '../modern/request-meta.ts';
import { takesBatches } from '../protocol-versions.ts';
import { badRequest } from '../rpc-failure.ts';

/** More messages in one array are refused. */
const maxMessages = 100;

/**
 * The messages of one array, as versions up to 2025-03-26 had it.
 *
 * @param version of the session; `undefined`: there is none yet
 * @throws McpError (HTTP 400) unless all of them may come within an array
 */
export function readBatch(version: string | undefined, values: readonly unknown[]): readonly Message[] {
  if (version === undefined || !takesBatches(version)) {
    throw badRequest('Messages come one by one; arrays of them are of version 2025-03-26');
  }
  if (values.length === 0 || values.length > maxMessages) {
    throw badRequest(`An array holds 1 to ${maxMessages} messages`);
  }
  const messages = values.map(readMessage);
  if (!messages.every(mayCome)) throw badRequest('An array holds messages of its session alone');
  return messages;
}

const mayCome = (message: Message): boolean =>
  message.kind === 'response' ||
  (message.kind !== 'invalid' && message.method !== 'initialize' && !claimsVersion(message.params));
