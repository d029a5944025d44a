import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { access } from '../access.ts';
import type { PlatformHost } from '../platform.ts';
import { invalidField } from '../problem.ts';
import type { PlatformApp } from '../typebox-routes.ts';
import { workspaceOf } from './sandbox.ts';
import { ownSandbox } from './sandbox-routes.ts';
import {
  FileList,
  FilesQuery,
  InstalledSkills,
  InstallSkillsBody,
  SandboxParams,
} from './sandbox-schemas.ts';
import { fileView } from './sandbox-view.ts';
import { installSkills } from './skill-installation.ts';

const audited = (action: string) =>
  access('sandboxes:write', { action: `sandbox.${action}`, target: 'sandbox' });

/** As the kernel has it. Source: PATH_MAX. */
const longestPath = 4_096;
const onePath = '/sandboxes/:sandbox_id/files/*';

/** Files of sandboxes, from outside: bytes as they are. */
export function sandboxFileRoutes(app: PlatformApp, platform: PlatformHost): void {
  app.get(
    '/sandboxes/:sandbox_id/files',
    {
      config: access('sandboxes:read'),
      schema: { params: SandboxParams, querystring: FilesQuery, response: { 200: FileList } },
    },
    async request => {
      const { sandbox } = await ownSandbox(request, platform);
      const { entries, truncated } = await workspaceOf(sandbox).files.list(request.query.path);
      return { items: entries.map(fileView), truncated };
    },
  );

  app.get(
    onePath,
    { config: access('sandboxes:read'), schema: { params: SandboxParams } },
    async (request, reply) => {
      const { sandbox } = await ownSandbox(request, platform);
      const { size, stream } = await workspaceOf(sandbox).files.readStream(pathOf(request));
      return reply.type('application/octet-stream').header('content-length', size).send(stream);
    },
  );

  app.register(async bodies => {
    // Whatever is sent is a file, JSON too: it goes to the disk as it comes.
    bodies.removeAllContentTypeParsers();
    bodies.addContentTypeParser('*', (_request, _body, done) => done(null));
    bodies.put(
      onePath,
      {
        config: audited('upload'),
        schema: { params: SandboxParams, response: { 204: Type.Null() } },
      },
      async (request, reply) => {
        const { sandboxes, sandbox } = await ownSandbox(request, platform);
        const path = pathOf(request);
        request.auditedTarget = { id: sandbox.record.id, detail: { path } };
        const { files } = workspaceOf(sandbox);
        await files.write(path, request.raw);
        await sandboxes.note(sandbox, 'upload', { path });
        return reply.code(204).send();
      },
    );
  });

  app.post(
    '/sandboxes/:sandbox_id/skills',
    {
      config: audited('install_skills'),
      schema: { params: SandboxParams, body: InstallSkillsBody, response: { 200: InstalledSkills } },
    },
    async request => {
      const { sandboxes, sandbox } = await ownSandbox(request, platform);
      const { skill_ids } = request.body;
      const { store } = platform.parts;
      const { files } = workspaceOf(sandbox);
      const installed = await installSkills(skill_ids, { store, files });
      await sandboxes.note(sandbox, 'install_skills', { skills: installed.map(({ name }) => name) });
      return { installed };
    },
  );
}

/** The rest of the path, which may begin with `/workspace`, too. */
function pathOf(request: FastifyRequest): string {
  const { '*': path } = request.params as { '*': string };
  if (path === '' || path.length > longestPath)
    throw invalidField('/path', `must have 1 to ${longestPath} characters`);
  return path;
}
