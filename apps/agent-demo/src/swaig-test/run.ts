import { randomUUID } from 'node:crypto';
import { readCommandLine, usage } from './command-line.ts';
import { SwaigTestError } from './errors.ts';
import { readFunctionArguments } from './function-arguments.ts';
import { openModule } from './module-target.ts';
import { type AnnouncedFunction, functionsOf, globalDataOf, type SwaigTarget } from './swaig-target.ts';
import { toolList } from './tool-list.ts';
import { openUrl } from './url-target.ts';

type Json = Record<string, unknown>;

/** How the skill's spoken failures begin; part of the gateway's wire contract. */
const FAILURE = /^Failed to call \S+: /;

export interface Outcome {
  readonly text: string;
  readonly exitCode: 0 | 1;
}

/**
 * Runs one swaig-test command.
 *
 * @throws SwaigTestError for all that can be told in one line.
 */
export async function run(argv: readonly string[]): Promise<Outcome> {
  const command = readCommandLine(argv);
  if (command.action === 'help') return { text: usage, exitCode: 0 };
  const callId = command.callId ?? randomUUID();
  await using target = /^https?:\/\//i.test(command.agent)
    ? openUrl(command.agent)
    : await openModule(command.agent);
  const swml = await target.swml(callId);
  if (command.action === 'dump-swml') return { text: formatJson(swml), exitCode: 0 };
  const functions = functionsOf(swml);
  if (command.action !== 'exec')
    return { text: command.json ? formatJson(functions) : toolList(functions), exitCode: 0 };
  const announced = findFunction(functions, command.functionName);
  const args = readFunctionArguments(command.words, announced);
  // Awaited here: the agent is stopped when this function returns.
  return await execute(target, announced, args, {
    callId,
    globalData: globalDataOf(swml),
    json: command.json,
  });
}

/** SWAIG names hold letters, digits and `_`: a tool's name with others finds its function too. */
function findFunction(functions: readonly AnnouncedFunction[], name: string): AnnouncedFunction {
  const plain = name.replace(/[^A-Za-z0-9_]/g, '_');
  const found =
    functions.find(announced => announced.function === name) ??
    functions.find(announced => announced.function === plain);
  if (found) return found;
  const names = functions.map(announced => announced.function).join(', ') || 'none';
  throw new SwaigTestError(`The agent has no function ${name}; it has: ${names}`, 2);
}

async function execute(
  target: SwaigTarget,
  announced: AnnouncedFunction,
  args: Json,
  call: { callId: string; globalData: Json; json: boolean },
): Promise<Outcome> {
  const answer = await target.post(announced, swaigPost(announced, args, call));
  const response = typeof answer.response === 'string' ? answer.response : undefined;
  const exitCode = response === undefined || FAILURE.test(response) ? 1 : 0;
  if (call.json || response === undefined) return { text: formatJson(answer), exitCode };
  const actions = Array.isArray(answer.action)
    ? answer.action.map(action => `\nAction: ${JSON.stringify(action)}`)
    : [];
  return { text: response + actions.join(''), exitCode };
}

/** The post by which the platform runs a function. */
function swaigPost(
  { function: name, description, parameters }: AnnouncedFunction,
  args: Json,
  { callId, globalData }: { callId: string; globalData: Json },
): Json {
  return {
    function: name,
    argument: { parsed: [args], raw: JSON.stringify(args), substituted: '' },
    argument_desc: parameters ?? {},
    purpose: description ?? '',
    call_id: callId,
    call_session_id: callId,
    ai_session_id: randomUUID(),
    timestamp: new Date().toISOString(),
    global_data: globalData,
    content_type: 'text/swaig',
    content_disposition: 'SWAIG Function',
    version: '2.0',
  };
}

function formatJson(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
