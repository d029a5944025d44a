import { answeredId, asObject, parseLine } from '../json-rpc/json-rpc-message.ts';
import type { TransportEvents } from '../transport.ts';

/**
 * Hands over the message, or array of messages, that some bytes are.
 *
 * @param relatedTo id of our request on whose stream they came
 * @returns ids of our requests that are answered by them; `undefined` when they are no JSON message
 */
export function deliver(
  bytes: Buffer,
  events: TransportEvents,
  relatedTo?: number,
): readonly unknown[] | undefined {
  const parsed = parseLine(bytes);
  switch (parsed.kind) {
    case 'message':
      events.onMessage(parsed.message, relatedTo);
      return answeredIds(parsed.message);
    case 'tooDeep': {
      const answered = answeredId(bytes, bytes.subarray(-4_096));
      events.onUnreadable('nested too deeply', answered);
      return [answered];
    }
    default:
      return undefined;
  }
}

function answeredIds(message: unknown): readonly unknown[] {
  if (Array.isArray(message)) return message.flatMap(answeredIds);
  const object = asObject(message);
  return object && object.method === undefined ? [object.id] : [];
}
