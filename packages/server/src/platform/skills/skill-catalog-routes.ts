import { abortWhenClientLeaves } from '../../client-left.ts';
import { access } from '../access.ts';
import type { PlatformHost } from '../platform.ts';
import type { PlatformApp } from '../typebox-routes.ts';
import {
  CatalogQuery,
  ImportSkillBody,
  OfferedParams,
  OfferedSkills,
  OfferedSkillView,
  SkillTemplates,
  SkillView,
  SourceParams,
} from './skill-schemas.ts';
import { offeredSkillView, skillView, templateView } from './skill-view.ts';

const reading = access('skills:read');

/** Where skills come from: catalogs, and templates to begin with. */
export function skillCatalogRoutes(app: PlatformApp, platform: PlatformHost): void {
  app.get(
    '/skills/templates',
    { config: reading, schema: { response: { 200: SkillTemplates } } },
    async () => ({ items: (await platform.parts.skills.templates()).map(templateView) }),
  );

  app.get(
    '/skills/catalog/:source',
    {
      config: reading,
      schema: { params: SourceParams, querystring: CatalogQuery, response: { 200: OfferedSkills } },
    },
    async ({ params, query }, reply) => {
      const { skills } = platform.parts;
      const found = await skills.offered(params.source, query.search, abortWhenClientLeaves(reply));
      return { items: found.map(offeredSkillView), total: found.length };
    },
  );

  app.get(
    '/skills/catalog/:source/:skill_name',
    { config: reading, schema: { params: OfferedParams, response: { 200: OfferedSkillView } } },
    async ({ params: { source, skill_name } }, reply) => {
      const { skills } = platform.parts;
      return offeredSkillView(await skills.offeredSkill(source, skill_name, abortWhenClientLeaves(reply)));
    },
  );

  app.post(
    '/skills/import',
    {
      config: access('skills:write', { action: 'skill.import', target: 'skill' }),
      schema: { body: ImportSkillBody, response: { 201: SkillView } },
    },
    async (request, reply) => {
      const { source, skill_name, github_repo, mcp_server_id } = request.body;
      const { skills } = platform.parts;
      const record = await skills.import(
        { source, skillName: skill_name, repository: github_repo ?? undefined },
        { principal: `${request.principal?.id}`, serverId: mcp_server_id },
        abortWhenClientLeaves(reply),
      );
      request.auditedTarget = { id: record.id, detail: { source: github_repo ?? source, skill_name } };
      return reply.code(201).send(skillView(record, skills));
    },
  );
}
