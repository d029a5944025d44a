import { parseArgs } from 'node:util';
import { SwaigTestError } from './errors.ts';

export const usage = `Usage: swaig-test AGENT [options] --list-tools
       swaig-test AGENT [options] --exec FUNCTION [--argument value ...]
       swaig-test AGENT [options] --dump-swml

Tries an agent's SWAIG functions without a phone call.

AGENT is an agent's module (.ts, .js or .mjs, the agent as its default export), or the
URL of any agent that serves SWML and SWAIG, http://user:password@host:3000/

  --list-tools       Show the functions and their arguments
  --exec FUNCTION    Run a function; all that follows are its arguments
  --dump-swml        Print the SWML document
  --call-id ID       The call's id, which names the session (default: a new one);
                     before --exec
  --json, --raw      Print JSON alone
  -h, --help         Show this help

Exit codes: 0 it worked, 1 it failed, 2 it was asked for wrongly.
`;

interface Target {
  readonly agent: string;
  readonly callId: string | undefined;
  readonly json: boolean;
}

export type Command =
  | { readonly action: 'help' }
  | ({ readonly action: 'list-tools' } & Target)
  | ({ readonly action: 'dump-swml' } & Target)
  | ({
      readonly action: 'exec';
      readonly functionName: string;
      /** Read once the function's schema is known. */
      readonly words: readonly string[];
    } & Target);

const options = {
  'list-tools': { type: 'boolean' },
  'dump-swml': { type: 'boolean' },
  'call-id': { type: 'string' },
  json: { type: 'boolean' },
  raw: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** @throws SwaigTestError with exit code 2. */
export function readCommandLine(argv: readonly string[]): Command {
  const execAt = argv.findIndex(word => word === '--exec' || word.startsWith('--exec='));
  const own = execAt < 0 ? argv : argv.slice(0, execAt);
  const { values, positionals } = parse(own);
  if (values.help || argv.length === 0) return { action: 'help' };
  const [agent, extra] = positionals;
  if (agent === undefined) throw new SwaigTestError('Which agent? Give its module or its URL', 2);
  if (extra !== undefined) throw new SwaigTestError(`One agent at a time: "${extra}" is too many`, 2);
  const common = { agent, callId: values['call-id'], json: values.json === true || values.raw === true };
  const actions = [
    values['list-tools'] && 'list-tools',
    values['dump-swml'] && 'dump-swml',
    execAt >= 0 && 'exec',
  ];
  const chosen = actions.filter(action => action !== undefined && action !== false);
  if (chosen.length !== 1)
    throw new SwaigTestError('Give one of --list-tools, --exec FUNCTION and --dump-swml', 2);
  if (execAt < 0) return { action: values['list-tools'] ? 'list-tools' : 'dump-swml', ...common };
  const [first = '', ...rest] = argv.slice(execAt);
  const [functionName, ...words] = first.includes('=') ? [first.slice('--exec='.length), ...rest] : rest;
  if (!functionName || functionName.startsWith('--'))
    throw new SwaigTestError('--exec needs the name of a function', 2);
  return { action: 'exec', ...common, functionName, words };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (cause) {
    throw new SwaigTestError((cause as Error).message, 2, { cause });
  }
}
