import { operationsOf } from './operation.ts';

const inSession = { 'X-Session-Id': 'A session of this API, whose scope holds for the request.' };

/** Tools of all servers, and the sessions that bound them. */
export const toolOperations = {
  ...operationsOf('tools', {
    'GET /tools/by-name': {
      name: 'get_by_name',
      summary: 'Find a tool by its name',
      refusals: { 404: 'There is no such tool.', 409: 'Several servers have it: `candidates` names them.' },
    },
    'POST /tools/search': {
      name: 'search',
      summary: 'Find tools by what they do',
      headers: inSession,
      refusals: { 404: 'There is no such session.' },
    },
    'POST /tools/execute': {
      name: 'execute',
      summary: 'Run a tool',
      headers: inSession,
      refusals: {
        403: 'The key lacks `tools:execute`, or the session does not allow the tool.',
        404: 'There is no such tool, or no such session.',
        409: 'Several servers have it, its server is stopped, or nothing carries it out.',
        502: 'The server could not be reached.',
        503: 'Too many calls wait for the server, or the database is not open.',
        504: 'The server did not answer in time.',
      },
    },
  }),
  ...operationsOf('sessions', {
    'POST /sessions': { name: 'create', summary: 'Make a session' },
    'GET /sessions': { name: 'list', summary: 'List your sessions' },
    'GET /sessions/:session_id': { name: 'get', summary: 'Read a session' },
    'PATCH /sessions/:session_id': {
      name: 'update',
      summary: "Change a session's scope",
      refusals: { 409: 'The session has ended.' },
    },
    'DELETE /sessions/:session_id': { name: 'delete', summary: 'Close a session' },
    'POST /sessions/:session_id/touch': {
      name: 'touch',
      summary: 'Renew a session',
      refusals: { 409: 'The session has ended.' },
    },
    'POST /sessions/cleanup': { name: 'cleanup', summary: 'Close the sessions that have expired' },
    'GET /sessions/stats': { name: 'stats', summary: 'Count your sessions' },
  }),
};
