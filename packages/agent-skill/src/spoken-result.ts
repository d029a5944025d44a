import { isRecord } from './record.ts';
import { plainText } from './spoken-error.ts';

type Answer = Readonly<Record<string, unknown>>;

/** What a call's answer says: the text for the agent, and whether the tool itself reports a failure. */
export interface SpokenResult {
  readonly text: string;
  readonly failed: boolean;
}

/**
 * Turns the gateway's answer into text: all text items of the result, what else it holds named, and
 * structured data as JSON where there is no text at all.
 */
export function spokenResult(answer: Answer): SpokenResult {
  const { result } = answer;
  // Gateways that give no `content` beside the text give the whole MCP result in its place.
  const whole = Array.isArray(answer.content) || !isRecord(result) ? answer : result;
  const failed = whole.isError === true;
  const text = contentText(whole) ?? otherText(result ?? whole.structuredContent);
  return failed ? { text: plainText(text) ?? 'the tool reported an error', failed } : { text, failed };
}

function contentText(whole: Answer): string | undefined {
  const items: unknown[] = Array.isArray(whole.content) ? whole.content : [];
  const parts = items.map(item => (isRecord(item) ? describe(item) : '')).filter(part => part !== '');
  const hasText = items.some(item => isRecord(item) && item.type === 'text' && item.text !== '');
  if (!hasText && whole.structuredContent !== undefined) return JSON.stringify(whole.structuredContent);
  return parts.length > 0 ? parts.join('\n') : undefined;
}

function describe(item: Answer): string {
  const kind = typeof item.mimeType === 'string' ? ` (${item.mimeType})` : '';
  switch (item.type) {
    case 'text':
      return typeof item.text === 'string' ? item.text : '';
    case 'image':
      return `The tool answered with an image${kind}.`;
    case 'audio':
      return `The tool answered with a recording${kind}.`;
    case 'resource':
      return isRecord(item.resource) && typeof item.resource.text === 'string'
        ? item.resource.text
        : `The tool answered with a file${kind}.`;
    case 'resource_link':
      return `The tool answered with a link to ${String(item.title ?? item.name ?? item.uri)}.`;
    default:
      return JSON.stringify(item);
  }
}

function otherText(value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  if (value === undefined || value === null || value === '') return 'The tool finished without an answer.';
  if (isRecord(value) && Array.isArray(value.content) && value.content.length === 0)
    return 'The tool finished without an answer.';
  return JSON.stringify(value);
}
