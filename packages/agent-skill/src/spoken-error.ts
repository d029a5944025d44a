import type { HttpAnswer } from './gateway-http.ts';
import { isRecord } from './record.ts';

const MAX_SPOKEN = 300;

/** How a final failure begins: the wire contract's words, by which agents and tests know one. */
export function failureSentence(service: string, tool: string, reason: string): string {
  return `Failed to call ${service}.${tool}: ${reason}`;
}

/** The gateway's error in words that can be read out: its own where they are plain, ours otherwise. */
export function spokenError(answer: HttpAnswer): string {
  if (answer.status === 401 || answer.status === 403) return "the gateway refused the agent's credentials";
  return (
    plainText(errorText(answer.body)) ??
    (answer.status >= 500 ? 'the service failed' : 'the request was refused')
  );
}

function errorText(body: string): string {
  try {
    const value: unknown = JSON.parse(body);
    if (isRecord(value)) return messageOf(value.error) || messageOf(value);
  } catch {
    // A page of some proxy in between: nothing to read out.
  }
  return '';
}

function messageOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return isRecord(value) && typeof value.message === 'string' ? value.message : '';
}

/** One line without markup, stack or JSON, cut where nobody would listen any longer; undefined if nothing is left. */
export function plainText(text: string): string | undefined {
  const beforeStack = text.split(/\n\s*at |\nTraceback|Traceback \(most/)[0] ?? '';
  const line = beforeStack.replace(/\s+/g, ' ').trim();
  if (line === '' || /^[[{<]/.test(line)) {
    const inner = line === '' ? '' : errorText(line);
    return inner === '' ? undefined : plainText(inner);
  }
  return line.length <= MAX_SPOKEN ? line : `${line.slice(0, MAX_SPOKEN).replace(/\s+\S*$/, '')} and so on`;
}
