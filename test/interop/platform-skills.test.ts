import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { PostgresServer, postgresPrograms } from '@gw/test/postgres';
import { describe, expect, test, vi } from 'vitest';
import { startGateway } from '../e2e/gateway.ts';
import { GitServer } from '../git-server.ts';
import { verifies } from '../verifies.ts';
import { hasPythonModule, python, pythonEnv } from './python.ts';

const exec = promisify(execFile);

const hasClient = await hasPythonModule('mcpgateway_sdk');

/** What the client gets from a gateway of its own. */
async function resultsOn(config: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
  await using repositories = await GitServer.start();
  const repository = await repositories.commit('skills.git', {
    'skills/remote-skill/SKILL.md': '---\nname: remote-skill\ndescription: Comes by Git.\n---\nDo it.\n',
    'skills/remote-skill/scripts/run.sh': '#!/bin/sh\n',
  });
  await using gateway = await startGateway({
    config: { security: { allow_private_addresses: ['127.0.0.1'] }, ...config } as Record<
      string,
      Record<string, unknown>
    >,
  });
  await vi.waitFor(async () => expect((await gateway.request('/api/v1/audit')).status).toBe(200), 20_000);
  const env = pythonEnv({
    GATEWAY_URL: gateway.url,
    GATEWAY_TOKEN: gateway.token,
    REPOSITORY: repository,
  });
  const { stdout } = await exec(python!, ['platform_skills.py'], { cwd: import.meta.dirname, env });
  return JSON.parse(stdout);
}

function theClientWorks(start: () => Promise<Record<string, unknown>>): void {
  test('it uses each endpoint of skills', async () => {
    verifies('skills:client');
    expect(await start()).toEqual({
      made: {
        name: 'first-steps',
        description: 'Begins things.',
        source_type: 'markdown',
        source_url: null,
        mcp_server_name: 'box',
        skill_metadata: { team: 'a' },
        package_size_bytes: expect.any(Number),
        portal_visible: false,
        portal_category: null,
        portal_tags: [],
        skill_md_content:
          '---\nname: first-steps\ndescription: Begins things.\n---\n\n# First steps\n\nBegins.',
      },
      linked: true,
      changed: ['next-steps', null, true, ['x']],
      got: true,
      uploaded: ['my-skill', 'Does something of mine.', 'upload'],
      bad: ['ValidationError', 422, expect.stringContaining('no zip archive')],
      builtin: 8,
      searched: ['tabular-data'],
      entry: ['mcp-gateway', '1.0', 'MIT', ['SKILL.md', 'scripts/profile.py']],
      templates: 4,
      package: ['tabular-data/SKILL.md', 'tabular-data/scripts/profile.py'],
      size: true,
      again: true,
      same: true,
      remote: ['remote-skill'],
      from_git: ['remote-skill', 'git', true],
      nothing: ['NotFoundError', 404, expect.stringContaining('nothing')],
      attached: [
        ['remote-skill', 'skill://box/remote-skill/SKILL.md', 'skill://box/remote-skill/scripts/run.sh'],
        true,
        true,
      ],
      of_server: ['remote-skill', 'tabular-data'],
      detached: ['NotFoundError', 404, expect.any(String)],
      listed: ['my-skill'],
      gone: ['NotFoundError', 404, expect.any(String)],
    });
  });
}

describe.skipIf(!hasClient)('the unmodified Python client', () => {
  describe('on SQLite', () => theClientWorks(() => resultsOn()));

  describe.skipIf(!postgresPrograms)('on PostgreSQL', () =>
    theClientWorks(async () => {
      await using server = await PostgresServer.start();
      return await resultsOn({ storage: await server.createDatabase() });
    }),
  );
});
