import type { SearchedTool } from '../../src/index.ts';

/** A tool to be found. */
export const searched = (
  server: string,
  name: string,
  description = '',
  parameters: object = {},
): SearchedTool => ({
  id: `${server}/${name}`,
  serverName: server,
  effective: {
    name,
    qualifiedName: `${server}__${name}`,
    description,
    inputSchema: { type: 'object', properties: parameters },
  },
});

/** Of servers that have little to do with each other. */
export const tools: readonly SearchedTool[] = [
  searched('files', 'create_directory', 'Creates a directory, with those above it.', {
    path: { type: 'string' },
  }),
  searched('files', 'remove_file', 'Removes a file for good.'),
  searched('files', 'readTextFile', 'The contents of a file as text.', {
    encoding: { description: 'charset' },
  }),
  searched('calendar', 'decline_event', 'Declines an event and tells the organiser.'),
  searched('calendar', 'list_events', 'All events between two days.'),
  searched('sums', 'add', 'The sum of two numbers.'),
  searched('the', 'of', 'Nothing but stop words.'),
  searched('wetter', 'größe_ändern', 'Ändert die Größe.'),
];
