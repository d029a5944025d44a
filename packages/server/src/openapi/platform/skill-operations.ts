import { operationsOf } from './operation.ts';

const bad = { 409: 'A skill of that name is attached to the server.' };
const source = { 502: 'The repository could not be read.' };

/** Skills: instructions with their files, for agents. */
export const skillOperations = operationsOf('skills', {
  'GET /skills': { name: 'list', summary: 'List the skills' },
  'POST /skills': { name: 'create', summary: 'Make a skill from Markdown', refusals: bad },
  'GET /skills/:skill_id': { name: 'get', summary: 'Read a skill' },
  'PATCH /skills/:skill_id': {
    name: 'update',
    summary: 'Change a skill',
    example: { description: 'Answers questions about the menu and the opening hours.' },
    refusals: bad,
  },
  'DELETE /skills/:skill_id': { name: 'delete', summary: 'Remove a skill' },
  'POST /skills/upload': {
    name: 'upload',
    summary: 'Make a skill from a file or an archive',
    takes: 'multipart/form-data',
    refusals: { ...bad, 413: 'The archive is too large.' },
  },
  'GET /skills/templates': { name: 'templates', summary: 'List what a skill can begin with' },
  'GET /skills/catalog/:source': {
    name: 'catalog',
    summary: 'List the skills of a catalog',
    refusals: source,
  },
  'GET /skills/catalog/:source/:skill_name': {
    name: 'catalog_detail',
    summary: 'Read a skill of a catalog',
    refusals: source,
  },
  'POST /skills/import': {
    name: 'import_from_catalog',
    summary: 'Take a skill over from a catalog',
    example: { source: 'builtin', skill_name: 'spoken-answers' },
    refusals: { ...bad, ...source, 404: 'The catalog has no such skill.' },
  },
  'GET /skills/:skill_id/package': {
    name: 'download_package',
    summary: 'Download a skill as an archive',
    gives: 'application/zip',
  },
  'POST /servers/:server_id/skills/:skill_id/attach': {
    name: 'attach',
    summary: 'Let a server offer a skill',
    refusals: bad,
  },
  'DELETE /servers/:server_id/skills/:skill_id/detach': {
    name: 'detach',
    summary: 'Let a server no longer offer a skill',
  },
});
