import type { Requirement } from '../requirement.ts';

const source = 'issue 7, part 2';
const promises: Readonly<Record<string, string>> = {
  'pinning:hold:changed':
    'A tool that changes after its server was added is held back from all callers until it is approved.',
  'pinning:hold:restart':
    'What is held back stays so over a restart; what counts is the approved definition, however often it changes.',
  'pinning:hold:back': 'A tool that is again what was approved is offered again.',
  'pinning:hold:returning': 'A tool that goes and comes back as another one is held back, too.',
  'pinning:hold:new': 'A tool that is new is offered, and pinned from then on.',
  'pinning:hold:sessions': 'What one session alone is shown is held against what was approved, as well.',
  'pinning:warn:changed': 'With `warn`, a changed tool is offered, and the log tells of it.',
  'pinning:off': 'With `off`, nothing is held against anything; switched on, it begins with what is there.',
  'pinning:config': 'A service of the config file warns unless its `pin` says otherwise.',
  'pinning:changes:shown':
    'The difference to what was approved is told by JSON pointers, of what callers go by alone.',
  'pinning:changes:bounded': 'Of very many differences a hundred are told.',
  'pinning:approve:tool': 'An approved tool is offered as it is now.',
  'pinning:approve:own': 'Only tools of the server are approved.',
  'pinning:findings:hidden-characters': 'Characters that people do not see are pointed out, and written out.',
  'pinning:findings:instructions': 'Instructions aimed at the model are pointed out, hidden ones too.',
  'pinning:findings:plain': 'What ordinary tools say, in any script, is not pointed out.',
  'pinning:findings:bounded': 'A huge or deep definition is looked at within bounds.',
  'pinning:cli': 'The command line shows what has changed, hidden characters written out, and approves it.',
  'pinning:mcp': 'MCP clients neither see nor reach a tool that is held back.',
  'pinning:api': 'The API shows what has changed, and approves it; that is audited.',
};

/** Tools that are not what they were. */
export const pinning: readonly Requirement[] = Object.entries(promises).map(([id, sentence]) => ({
  id,
  sentence,
  source,
}));
