import type { FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import { abortWhenClientLeaves } from '../../client-left.ts';
import { access } from '../access.ts';
import { sliceOf } from '../paging.ts';
import type { PlatformHost } from '../platform.ts';
import { invalidField } from '../problem.ts';
import type { PlatformApp } from '../typebox-routes.ts';
import { defaultImage } from './images/sandbox-images.ts';
import { LiveOutput, liveHeaders } from './live-output.ts';
import {
  ActivityList,
  CreateSandboxBody,
  ExecBody,
  ExecView,
  ListQuery,
  SandboxList,
  SandboxParams,
  SandboxView,
  UpdateSandboxBody,
} from './sandbox-schemas.ts';
import { activityView, execView, sandboxView } from './sandbox-view.ts';

const audited = (action: string) =>
  access('sandboxes:write', { action: `sandbox.${action}`, target: 'sandbox' });

const defaultTimeoutSeconds = 30;

/** Sandboxes: places to run commands in. Each caller has his own. */
export function sandboxRoutes(app: PlatformApp, platform: PlatformHost): void {
  const one = { params: SandboxParams, response: { 200: SandboxView } };
  const nothing = { params: SandboxParams, response: { 204: Type.Null() } };

  app.get(
    '/sandboxes',
    {
      config: access('sandboxes:read'),
      schema: { querystring: ListQuery, response: { 200: SandboxList } },
    },
    async request => {
      const sandboxes = await platform.parts.sandboxes.open();
      const found = await sandboxes.list(callerOf(request), request.query);
      return sliceOf(found, request.query, sandboxView);
    },
  );

  app.post(
    '/sandboxes',
    {
      config: audited('create'),
      schema: { body: CreateSandboxBody, response: { 200: SandboxView, 201: SandboxView } },
    },
    async (request, reply) => {
      const { image = defaultImage, session_key, ...limits } = request.body;
      const sandboxes = await platform.parts.sandboxes.open();
      const { env = {}, ...rest } = limitsOf(limits);
      const fields = { image, env, sessionKey: session_key ?? undefined, ...rest };
      const { sandbox, isNew } = await sandboxes.create(callerOf(request), fields);
      request.auditedTarget = { id: sandbox.record.id };
      return reply.code(isNew ? 201 : 200).send(sandboxView(sandbox));
    },
  );

  app.get('/sandboxes/:sandbox_id', { config: access('sandboxes:read'), schema: one }, async request => {
    const { sandbox } = await ownSandbox(request, platform);
    return sandboxView(sandbox);
  });

  app.patch(
    '/sandboxes/:sandbox_id',
    { config: audited('update'), schema: { ...one, body: UpdateSandboxBody } },
    async request => {
      const { sandboxes, sandbox } = await ownSandbox(request, platform);
      return sandboxView(await sandboxes.update(sandbox, limitsOf(request.body)));
    },
  );

  app.delete(
    '/sandboxes/:sandbox_id',
    { config: audited('destroy'), schema: nothing },
    async (request, reply) => {
      const { sandboxes, sandbox } = await ownSandbox(request, platform);
      await sandboxes.destroy(sandbox);
      return reply.code(204).send();
    },
  );

  app.post(
    '/sandboxes/:sandbox_id/exec',
    {
      config: audited('exec'),
      schema: { params: SandboxParams, body: ExecBody, response: { 200: ExecView } },
    },
    async (request, reply) => {
      const { sandboxes, sandbox } = await ownSandbox(request, platform);
      const { command, timeout_seconds = defaultTimeoutSeconds } = request.body;
      const timeoutMs = timeout_seconds * 1000;
      const asked = { command, timeoutMs, signal: abortWhenClientLeaves(reply) };
      if (!request.headers.accept?.includes('text/event-stream'))
        return execView(await sandboxes.exec(sandbox, asked), timeoutMs);
      const live = new LiveOutput();
      void sandboxes.exec(sandbox, { ...asked, onOutput: live.output }).then(
        outcome => live.finish(outcome),
        error => live.fail(error),
      );
      await live.opened;
      return reply.headers(liveHeaders).send(live.stream);
    },
  );

  app.post(
    '/sandboxes/:sandbox_id/stop',
    { config: audited('stop'), schema: nothing },
    async (request, reply) => {
      const { sandboxes, sandbox } = await ownSandbox(request, platform);
      await sandboxes.stop(sandbox);
      return reply.code(204).send();
    },
  );

  app.post('/sandboxes/:sandbox_id/resume', { config: audited('resume'), schema: one }, async request => {
    const { sandboxes, sandbox } = await ownSandbox(request, platform);
    return sandboxView(await sandboxes.resume(sandbox));
  });

  app.get(
    '/sandboxes/:sandbox_id/activity',
    {
      config: access('sandboxes:read'),
      schema: { params: SandboxParams, querystring: ListQuery, response: { 200: ActivityList } },
    },
    async request => {
      const { sandbox } = await ownSandbox(request, platform);
      const done = await platform.parts.store.sandboxes.activity(sandbox.record.id, request.query);
      return sliceOf(done, request.query, activityView);
    },
  );
}

/** As whom a request is made. */
const callerOf = ({ principal }: FastifyRequest): string => `${principal?.id}`;

/** The caller's sandbox that the path names. */
export async function ownSandbox(request: FastifyRequest, platform: PlatformHost) {
  const { sandbox_id } = request.params as Static<typeof SandboxParams>;
  const sandboxes = await platform.parts.sandboxes.open();
  return { sandboxes, sandbox: await sandboxes.find(callerOf(request), sandbox_id) };
}

/** Names that a shell takes, and values that a process can have. */
function variablesOf(given: Readonly<Record<string, string>> | null | undefined) {
  for (const [name, value] of Object.entries(given ?? {})) {
    const pointer = `/env_vars/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (!/^[A-Za-z_][A-Za-z0-9_]{0,127}$/.test(name))
      throw invalidField(pointer, 'must be named by letters, digits and underscores');
    if (value.includes('\0')) throw invalidField(pointer, 'must not have a NUL character');
  }
  return given ?? undefined;
}

function limitsOf(body: Static<typeof UpdateSandboxBody>) {
  return {
    memoryMb: body.memory_mb ?? undefined,
    cpuCores: body.cpu_cores ?? undefined,
    diskMb: body.disk_mb ?? undefined,
    idleTimeoutSeconds: body.idle_timeout_seconds ?? undefined,
    networkEnabled: body.network_enabled ?? undefined,
    env: variablesOf(body.env_vars),
  };
}
