/** What a security event tells beside its type and time. */
export type SecurityDetails = Readonly<Record<string, string | number | boolean>>;

/** The kinds of event, as the original names them. */
export type SecurityEventType = 'auth_failed' | 'tool_call' | 'session_closed';

const maxLength = 256;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must go
const controlCharacters = /[\x00-\x1f\x7f-\x9f]/g;

/**
 * One log line of a security event: `SECURITY_EVENT: {…}`, in one line whatever its values hold: control
 * characters are taken out, and texts cut at 256 characters.
 */
export function formatSecurityEvent(
  type: SecurityEventType,
  details: SecurityDetails,
  at: Date = new Date(),
): string {
  const event: Record<string, string | number | boolean> = {};
  for (const [name, value] of Object.entries(details)) {
    event[name] = typeof value === 'string' ? sanitized(value) : value;
  }
  event.event_type = type;
  event.timestamp = at.toISOString();
  return `SECURITY_EVENT: ${JSON.stringify(event)}`;
}

const sanitized = (text: string) => text.slice(0, maxLength).replace(controlCharacters, '');
