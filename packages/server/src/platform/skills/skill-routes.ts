import type { SkillRecord } from '@gw/store';
import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { access } from '../access.ts';
import { sliceOf } from '../paging.ts';
import type { PlatformHost } from '../platform.ts';
import { invalidField } from '../problem.ts';
import type { PlatformApp } from '../typebox-routes.ts';
import { skillCatalogRoutes } from './skill-catalog-routes.ts';
import {
  Attached,
  AttachParams,
  CreateSkillBody,
  ListSkillsQuery,
  SkillArchive,
  SkillList,
  SkillParams,
  SkillView,
  UpdateSkillBody,
  UploadSkillBody,
} from './skill-schemas.ts';
import { listedSkillView, skillView } from './skill-view.ts';
import { readForm, UploadedFile } from './uploaded-file.ts';

const audited = (action: string) => access('skills:write', { action: `skill.${action}`, target: 'skill' });
const reading = access('skills:read');

/** Skills, and which servers offer them. */
export function skillRoutes(app: PlatformApp, platform: PlatformHost): void {
  const viewOf = (record: SkillRecord) => skillView(record, platform.parts.skills);
  const one = { params: SkillParams, response: { 200: SkillView } };
  const none = { 204: Type.Null() };

  skillCatalogRoutes(app, platform);

  app.get(
    '/skills',
    { config: reading, schema: { querystring: ListSkillsQuery, response: { 200: SkillList } } },
    async ({ query }) => {
      const { search, source_type: sourceType, mcp_server_id: serverId, ...window } = query;
      const { skills } = platform.parts;
      const found = await skills.list({ search, sourceType, serverId }, window);
      return sliceOf(found, query, record => listedSkillView(record, skills));
    },
  );

  app.post(
    '/skills',
    { config: audited('create'), schema: { body: CreateSkillBody, response: { 201: SkillView } } },
    async (request, reply) => {
      const { name, description, skill_md_content, skill_metadata, mcp_server_id } = request.body;
      const record = await platform.parts.skills.create(
        {
          name,
          description: description ?? undefined,
          skillMdContent: skill_md_content,
          skillMetadata: skill_metadata,
        },
        { principal: callerOf(request), serverId: mcp_server_id },
      );
      request.auditedTarget = { id: record.id };
      return reply.code(201).send(viewOf(record));
    },
  );

  app.register(async forms => {
    forms.addContentTypeParser(
      'multipart/form-data',
      { parseAs: 'buffer' },
      async ({ headers }: FastifyRequest, body: Buffer) => readForm(headers['content-type'], body),
    );
    (forms as unknown as PlatformApp).post(
      '/skills/upload',
      { config: audited('upload'), schema: { body: UploadSkillBody, response: { 201: SkillView } } },
      async (request, reply) => {
        const { file, mcp_server_id: serverId } = request.body;
        if (!(file instanceof UploadedFile)) throw invalidField('/file', 'must be a file with a name');
        const owner = { principal: callerOf(request), serverId };
        const record = await platform.parts.skills.upload(file.name, file.content, owner);
        request.auditedTarget = { id: record.id, detail: { file: file.name } };
        return reply.code(201).send(viewOf(record));
      },
    );
  });

  app.get('/skills/:skill_id', { config: reading, schema: one }, async ({ params }) =>
    viewOf(await platform.parts.skills.get(params.skill_id)),
  );

  app.patch(
    '/skills/:skill_id',
    { config: audited('update'), schema: { ...one, body: UpdateSkillBody } },
    async ({ params, body }) => {
      const { mcp_server_id, clear_server_link: clears = false } = body;
      if (clears && typeof mcp_server_id === 'string') {
        throw invalidField('/mcp_server_id', 'and clear_server_link can not both be given');
      }
      const changed = await platform.parts.skills.update(params.skill_id, {
        name: body.name,
        description: body.description,
        skillMdContent: body.skill_md_content,
        serverId: clears ? null : mcp_server_id,
        skillMetadata: body.skill_metadata,
        portalVisible: body.portal_visible,
        portalCategory: body.portal_category,
        portalTags: body.portal_tags,
      });
      return viewOf(changed);
    },
  );

  app.delete(
    '/skills/:skill_id',
    { config: audited('delete'), schema: { params: SkillParams, response: none } },
    async ({ params }, reply) => {
      await platform.parts.skills.delete(params.skill_id);
      return reply.code(204).send();
    },
  );

  app.get(
    '/skills/:skill_id/package',
    { config: reading, schema: { params: SkillParams, response: { 200: SkillArchive } } },
    async ({ params }, reply) => {
      const { skills } = platform.parts;
      const { name } = await skills.get(params.skill_id);
      return reply
        .type('application/zip')
        .header('content-disposition', `attachment; filename="${name}.zip"`)
        .send(await skills.package(params.skill_id));
    },
  );

  app.post(
    '/servers/:server_id/skills/:skill_id/attach',
    { config: audited('attach'), schema: { params: AttachParams, response: { 200: Attached } } },
    async request => {
      const { skill_id, server_id } = request.params;
      const { id, toolsRegistered } = await platform.parts.skills.attach(skill_id, server_id);
      request.auditedTarget = { id: skill_id, detail: { server_id } };
      return { attachment_id: id, tools_registered: [...toolsRegistered], server_id, skill_id };
    },
  );

  app.delete(
    '/servers/:server_id/skills/:skill_id/detach',
    { config: audited('detach'), schema: { params: AttachParams, response: none } },
    async (request, reply) => {
      const { skill_id, server_id } = request.params;
      request.auditedTarget = { id: skill_id, detail: { server_id } };
      await platform.parts.skills.detach(skill_id, server_id);
      return reply.code(204).send();
    },
  );
}

const callerOf = ({ principal }: FastifyRequest): string => `${principal?.id}`;
