import type { Requirement } from '../requirement.ts';

export const agent: readonly Requirement[] = [
  {
    id: 'agent:auth:basic',
    sentence: 'Everything but /health asks for basic auth.',
    source: 'issue 3, part 8',
  },
  {
    id: 'agent:auth:generated',
    sentence: 'A password that nobody chose is generated.',
    source: 'issue 3, part 8',
  },
  {
    id: 'agent:hangup:gateway-session',
    sentence: "A phone call's gateway session ends with the call.",
    source: 'issue 3, part 8',
  },
  {
    id: 'agent:hangup:hook',
    sentence: 'At the end of a call the hangup hooks run.',
    source: 'issue 3, part 8',
  },
  {
    id: 'agent:run:program',
    sentence: "An agent's module that is run listens, says where, and leaves on a signal.",
    source: 'issue 3, part 8',
  },
  {
    id: 'agent:skill:failure',
    sentence: 'An agent whose skill cannot start says why and does not listen.',
    source: 'issue 3, part 8',
  },
  {
    id: 'agent:skill:refresh',
    sentence: 'SWML has the functions that the skill has at that time.',
    source: 'issue 3, part 8',
  },
  {
    id: 'agent:swaig:bad-request',
    sentence: 'A wrong SWAIG post is a 4xx with {error}.',
    source: 'issue 3, part 8',
  },
  {
    id: 'agent:swaig:failure',
    sentence: 'A function that throws is an apology, without its error.',
    source: 'issue 3, part 8',
  },
  {
    id: 'agent:swaig:post',
    sentence: 'SWAIG posts run functions with their arguments.',
    source: 'issue 3, part 8',
  },
  {
    id: 'agent:swml:document',
    sentence:
      'The agent serves SWML with the AI verb: prompt, SWAIG functions, hints, languages, global data.',
    source: 'issue 3, part 8',
  },
  {
    id: 'agent:swml:web-hook',
    sentence: "Functions' addresses are the agent's public one, with working credentials.",
    source: 'issue 3, part 8',
  },
];
