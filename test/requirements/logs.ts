import type { Requirement } from '../requirement.ts';

export const logs: readonly Requirement[] = [
  {
    id: 'logs:file:written',
    sentence: '`logging.file` gets the log, created where it was missing.',
    source: 'CLI reference, logging',
  },
  {
    id: 'logs:secrets:never',
    sentence:
      'No password, token, argument of a call or variable of a service reaches the log, at any level.',
    source: 'design, decision 8',
  },
  {
    id: 'logs:security:auth-failed',
    sentence: 'A failed login is a `SECURITY_EVENT` with address, method and path.',
    source: 'REST contract',
  },
  {
    id: 'logs:security:sanitised',
    sentence: 'Texts of strangers reach the log without control characters and cut at 256 characters.',
    source: 'REST contract',
  },
  {
    id: 'logs:security:session-closed',
    sentence: 'A closed session is a `SECURITY_EVENT`.',
    source: 'REST contract',
  },
  {
    id: 'logs:security:tool-call',
    sentence: 'A call is a `SECURITY_EVENT` with service, tool, session and address.',
    source: 'REST contract',
  },
  {
    id: 'logs:structured:json',
    sentence: "The log on stderr is structured: JSON lines, and security events in the original's form.",
    source: 'issue 3, part 6',
  },
];
