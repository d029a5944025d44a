import type { Requirement } from '../requirement.ts';

export const hostile: readonly Requirement[] = [
  {
    id: 'hostile:exit:mid-line',
    sentence:
      'A server that exits in the middle of a line is reported at once and replaced at the next call.',
    source: 'issue 3, Bad input',
  },
  {
    id: 'hostile:exit:pipes-held',
    sentence: 'A server that exits while a grandchild holds its pipes is noticed all the same.',
    source: 'issue 3, Bad input',
  },
  {
    id: 'hostile:fork:children-gone',
    sentence: 'The children that a server forked go with its session.',
    source: 'issue 3, Bad input',
  },
  {
    id: 'hostile:input:stops-reading',
    sentence: 'A server that stops reading fails its own calls in time, and no others.',
    source: 'issue 3, Bad input',
  },
  {
    id: 'hostile:output:deep-nesting',
    sentence: 'An answer nested too deeply does not bring the gateway down.',
    source: 'issue 3, Bad input',
  },
  {
    id: 'hostile:output:double',
    sentence: 'A server that answers twice is heard once.',
    source: 'issue 3, Bad input',
  },
  {
    id: 'hostile:output:endless-line',
    sentence: 'A line without end is cut off.',
    source: 'issue 3, part 3',
  },
  {
    id: 'hostile:output:invalid-utf8',
    sentence: 'Invalid UTF-8 of a server breaks no other message.',
    source: 'issue 3, Bad input',
  },
  {
    id: 'hostile:output:junk',
    sentence: "Junk between a server's messages is skipped.",
    source: 'issue 3, Bad input',
  },
  {
    id: 'hostile:output:never-answers',
    sentence: "A server that never answers costs the call's time limit and no more.",
    source: 'issue 3, Bad input',
  },
  {
    id: 'hostile:output:same-id-request',
    sentence: 'A request from the server whose id equals a pending one is not taken for the answer.',
    source: 'wire contract, improvements',
  },
  {
    id: 'hostile:output:unknown-id',
    sentence: 'Answers to unknown ids are ignored.',
    source: 'issue 3, Bad input',
  },
  {
    id: 'hostile:start:exits',
    sentence: 'A server that exits at its start is answered with 502, without its stderr.',
    source: 'REST contract',
  },
  {
    id: 'hostile:stderr:flood',
    sentence: "A flood on stderr is drained; the log doesn't grow by all of it.",
    source: 'issue 3, Bad input',
  },
  {
    id: 'hostile:tools:paged',
    sentence: 'A server that pages its tools has them all listed.',
    source: 'issue 3, Bad input',
  },
  {
    id: 'hostile:tools:paged-forever',
    sentence: 'A server that pages its tools without end does not keep the gateway listing.',
    source: 'issue 3, Bad input',
  },
];
