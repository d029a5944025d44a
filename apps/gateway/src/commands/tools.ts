import { connectGateway } from '../connect.ts';
import type { CommandContext } from '../context.ts';
import type { ListedTool } from '../tool-access.ts';

/** Lists the tools of one service, or of all. A service that fails is reported and doesn't hide the others. */
export async function tools(
  context: CommandContext,
  service: string | undefined,
  options: { config: string; json?: boolean },
): Promise<void> {
  await using access = await connectGateway(context, options.config);
  const names = service === undefined ? await access.services() : [service];
  const listings = await Promise.all(
    names.map(async name => {
      try {
        return { service: name, tools: await access.tools(name) };
      } catch (error) {
        return { service: name, error: (error as Error).message };
      }
    }),
  );
  if (listings.some(listing => 'error' in listing)) context.setExitCode(1);
  if (options.json) return context.print(JSON.stringify(listings, null, 2));
  context.print(listings.map(describeListing).join('\n\n'));
}

function describeListing(listing: {
  service: string;
  tools?: readonly ListedTool[];
  error?: string;
}): string {
  if (!listing.tools) return `${listing.service}\n  ${listing.error}`;
  if (listing.tools.length === 0) return `${listing.service}\n  no tools`;
  return [listing.service, ...listing.tools.map(describeTool)].join('\n');
}

function describeTool({ name, description, inputSchema }: ListedTool): string {
  const required = inputSchema?.required ?? [];
  const args = Object.entries(inputSchema?.properties ?? {}).map(([key, { type }]) => {
    const text = `${key}=${typeof type === 'string' ? `<${type}>` : '<value>'}`;
    return required.includes(key) ? text : `[${text}]`;
  });
  const signature = [name, ...args].join(' ');
  return description ? `  ${signature}\n      ${description.trim().split('\n')[0]}` : `  ${signature}`;
}
