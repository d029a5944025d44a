import { connectGateway } from '../connect.ts';
import type { CommandContext } from '../context.ts';
import { CommandError } from '../errors.ts';
import type { ListedTool } from '../tool-access.ts';

export interface CallOptions {
  readonly config: string;
  readonly json?: boolean;
  /** `key=value` texts. */
  readonly arg: readonly string[];
  readonly session?: string;
}

/** Calls a tool once; the exit code is 1 when the tool says that it failed. */
export async function call(
  context: CommandContext,
  service: string,
  tool: string,
  options: CallOptions,
): Promise<void> {
  await using access = await connectGateway(context, options.config);
  const listed = (await access.tools(service)).find(({ name }) => name === tool);
  const args = Object.fromEntries(options.arg.map(text => parseArgument(text, listed)));
  const answer = await access.call(service, tool, args, options.session);
  if (answer.isError) context.setExitCode(1);
  if (options.json) return context.print(JSON.stringify(answer, null, 2));
  const { result } = answer;
  context.print(typeof result === 'string' ? result : JSON.stringify(result, null, 2));
}

/** `key=value`, with the value as the tool's schema has it: text stays text, all else is read as JSON. */
export function parseArgument(text: string, tool: ListedTool | undefined): [string, unknown] {
  const at = text.indexOf('=');
  if (at < 1) throw new CommandError(`--arg ${text}: write it as key=value`);
  const key = text.slice(0, at);
  const value = text.slice(at + 1);
  const type = tool?.inputSchema?.properties?.[key]?.type;
  if (type === 'string') return [key, value];
  try {
    return [key, JSON.parse(value)];
  } catch {
    if (type === undefined || Array.isArray(type)) return [key, value];
    throw new CommandError(
      `--arg ${text}: ${key} is ${type} by the tool's schema, and that is not JSON for it`,
    );
  }
}
