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

/** Writes events to a log, line by line. */
export function securityEvents(write: (line: string) => void): SecurityEvents {
  const timestamp = isoClock();
  return (type, details) => write(format(type, details, timestamp(Date.now())));
}

/** Times as `toISOString` has them; it costs as much as the rest of an event, so that it is asked once a second. */
export function isoClock(): (milliseconds: number) => string {
  let second = Number.NaN;
  let upToSecond = '';
  return milliseconds => {
    const now = Math.floor(milliseconds / 1000);
    if (now !== second) {
      second = now;
      upToSecond = new Date(now * 1000).toISOString().slice(0, -'000Z'.length);
    }
    return `${upToSecond}${String(milliseconds % 1000).padStart(3, '0')}Z`;
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
