import type { McpGateway } from '@gw/sdk';
import { CommandError } from '../../errors.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const pageSize = 100;

interface Named {
  readonly id: string;
  readonly name?: unknown;
}

/** The id of what was named, by its name or by the id itself. */
async function idOf(
  kind: string,
  given: string,
  page: (number: number) => Promise<readonly Named[]>,
): Promise<string> {
  if (uuid.test(given)) return given;
  const [found, ...others] = (await everyPage(page)).filter(({ name }) => name === given);
  if (!found) throw new CommandError(`There is no ${kind} "${given}"`);
  if (others.length === 0) return found.id;
  const ids = [found, ...others].map(({ id }) => id).join(', ');
  throw new CommandError(`More than one ${kind} is called "${given}"; name it by its id: ${ids}`);
}

/** All entries of a list that is read by pages. */
export async function everyPage<Entry>(
  page: (number: number) => Promise<readonly Entry[]>,
): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (let number = 1; ; number++) {
    const more = await page(number);
    entries.push(...more);
    if (more.length < pageSize) return entries;
  }
}

export const serverId = ({ servers }: McpGateway, given: string) =>
  idOf('server', given, page => servers.list({ search: given, page, page_size: pageSize }));

export const bundleId = ({ bundles }: McpGateway, given: string) =>
  idOf('bundle', given, page => bundles.list({ search: given, page, page_size: pageSize }));

export const skillId = ({ skills }: McpGateway, given: string) =>
  idOf('skill', given, page =>
    skills.list({ search: given, offset: (page - 1) * pageSize, limit: pageSize }),
  );

/** Of keys, those that still open something. Their list has no pages. */
export const keyId = ({ auth }: McpGateway, given: string) =>
  idOf('key', given, async page =>
    page === 1 ? (await auth.listApiKeys()).filter(key => key.is_active) : [],
  );

/** A tool by its id or its qualified name. */
export const toolId = async ({ tools }: McpGateway, given: string) =>
  uuid.test(given) ? given : (await tools.getByName(given)).tool_id;
