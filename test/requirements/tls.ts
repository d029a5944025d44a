import type { Requirement } from '../requirement.ts';

export const tls: readonly Requirement[] = [
  {
    id: 'tls:broken:no-start',
    sentence: "A certificate that can't be used stops the start, rather than serving without TLS.",
    source: 'design, decision 8',
  },
  {
    id: 'tls:files:configured',
    sentence: 'Certificate and key may be two configured files.',
    source: 'issue 3, part 6',
  },
  {
    id: 'tls:server-pem:on',
    sentence: '`certs/server.pem` in the working folder turns TLS on.',
    source: 'CLI reference, SSL Support',
  },
];
