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
  return format(type, details, at.toISOString());
}

/** Writes events as they happen, one line each. */
export type SecurityEvents = (type: SecurityEventType, details: SecurityDetails) => void;

/** Events of a busy gateway share their millisecond; its text is made once. */
export function securityEvents(write: (line: string) => void): SecurityEvents {
  let millisecond = Number.NaN;
  let timestamp = '';
  return (type, details) => {
    const now = Date.now();
    if (now !== millisecond) {
      millisecond = now;
      timestamp = new Date(now).toISOString();
    }
    write(format(type, details, timestamp));
  };
}

function format(type: SecurityEventType, details: SecurityDetails, timestamp: string): string {
  const event: Record<string, string | number | boolean> = {};
  for (const name in details) {
    const value = details[name] ?? '';
    event[name] = typeof value === 'string' ? sanitized(value) : value;
  }
  event.event_type = type;
  event.timestamp = timestamp;
  return `SECURITY_EVENT: ${JSON.stringify(event)}`;
}

const sanitized = (text: string) =>
  (text.length > maxLength ? text.slice(0, maxLength) : text).replace(controlCharacters, '');
