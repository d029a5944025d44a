import type { ServiceSelection } from './parameters.ts';
import type { PromptSection } from './swaig.ts';

/** Tells the model what the gateway's functions are. */
export function promptSection(services: readonly ServiceSelection[], toolPrefix: string): PromptSection {
  const list = services.map(({ name, tools }) =>
    tools === '*'
      ? `${name} (all tools)`
      : `${name} (${tools.length} ${tools.length === 1 ? 'tool' : 'tools'})`,
  );
  return {
    title: 'MCP Gateway Integration',
    body: 'Tools of other systems are at your service through a gateway of MCP (Model Context Protocol) servers.',
    bullets: [
      `Services: ${list.join(', ')}`,
      `Their functions begin with "${toolPrefix}", followed by the name of the service`,
      'What you do in a service is remembered until the call ends',
      'When a function says that it failed, tell the caller so in plain words and offer another way',
    ],
  };
}
