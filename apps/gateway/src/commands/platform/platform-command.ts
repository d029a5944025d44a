import type { McpGateway } from '@gw/sdk';
import type { CommandContext } from '../../context.ts';
import type { CommandInput } from './command-input.ts';
import type { Output } from './output.ts';

/** A command over the platform API. */
export interface PlatformCommand {
  /** Name and arguments, as help shows them: `get <server>`. */
  readonly usage: string;
  readonly description: string;
  /** Flags with what they mean; an ellipsis stands where a flag may be given several times. */
  readonly options?: Readonly<Record<string, string>>;
  readonly run: (gateway: McpGateway, input: CommandInput, context: CommandContext) => Promise<Output>;
}
