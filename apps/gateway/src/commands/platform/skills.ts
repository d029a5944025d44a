import { readFile, writeFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Skill } from '@gw/sdk';
import { everyPage, serverId, skillId } from './names.ts';
import { message, plain, record, table } from './output.ts';
import type { PlatformCommand } from './platform-command.ts';

const columns = {
  NAME: ({ name }: Skill) => name,
  SOURCE: ({ source_type }: Skill) => source_type,
  SERVER: ({ mcp_server_name }: Skill) => mcp_server_name,
  DESCRIPTION: ({ description }: Skill) => description,
  ID: ({ id }: Skill) => id,
};

const toServer = { '--server <server>': 'link it to this server' };

/** `mcp-gateway skills …` */
export const skills: readonly PlatformCommand[] = [
  {
    usage: 'list',
    description: 'list the skills',
    options: {
      '--search <words>': 'only those with these words',
      '--server <server>': 'only those of this server',
    },
    run: async (gateway, input) => {
      const server = input.text('server');
      const of = server === undefined ? {} : { mcp_server_id: await serverId(gateway, server) };
      const filter = { search: input.text('search'), ...of, limit: 100 };
      const page = (number: number) => gateway.skills.list({ ...filter, offset: (number - 1) * 100 });
      return table(await everyPage(page), columns);
    },
  },
  {
    usage: 'get <skill>',
    description: "print a skill's text; with --json, all about it",
    run: async (gateway, input) => {
      const skill = await gateway.skills.get(await skillId(gateway, input.argument('skill')));
      return plain(skill, skill.skill_md_content ?? '');
    },
  },
  {
    usage: 'create <file>',
    description: 'make a skill of a file: .md, .zip or .tar.gz',
    options: toServer,
    run: async (gateway, input, { cwd }) => {
      const path = resolve(cwd, input.argument('file'));
      const server = input.text('server');
      const link = server === undefined ? {} : { mcp_server_id: await serverId(gateway, server) };
      return record(await gateway.skills.upload(await readFile(path), basename(path), link));
    },
  },
  {
    usage: 'catalog [source]',
    description: 'list skills that can be imported: the built-in ones, or those of a Git repository',
    options: { '--search <words>': 'only those with these words' },
    run: async ({ skills }, input) =>
      table(await skills.catalog(input.text('source') ?? 'builtin', { search: input.text('search') }), {
        NAME: ({ name }) => name,
        DESCRIPTION: ({ description }) => description,
      }),
  },
  {
    usage: 'import <skill>',
    description: 'import a skill from a catalog',
    options: { '--source <source>': 'builtin by default, or a Git repository', ...toServer },
    run: async (gateway, input) => {
      const server = input.text('server');
      const link = server === undefined ? {} : { mcp_server_id: await serverId(gateway, server) };
      const source = input.text('source') ?? 'builtin';
      return record(await gateway.skills.importFromCatalog(source, input.argument('skill'), link));
    },
  },
  {
    usage: 'package <skill> <file>',
    description: 'write the whole skill to a zip file',
    run: async (gateway, input, { cwd }) => {
      const bytes = await gateway.skills.downloadPackage(await skillId(gateway, input.argument('skill')));
      await writeFile(resolve(cwd, input.argument('file')), bytes);
      return message(`Wrote ${bytes.length} bytes to ${input.argument('file')}.`);
    },
  },
  {
    usage: 'attach <skill> <server>',
    description: 'offer a skill as prompts and resources of a server',
    run: async (gateway, input) => {
      const id = await skillId(gateway, input.argument('skill'));
      return record(await gateway.skills.attach(id, await serverId(gateway, input.argument('server'))));
    },
  },
  {
    usage: 'detach <skill> <server>',
    description: 'take a skill from a server',
    run: async (gateway, input) => {
      const id = await skillId(gateway, input.argument('skill'));
      await gateway.skills.detach(id, await serverId(gateway, input.argument('server')));
      return message(`Took ${input.argument('skill')} from ${input.argument('server')}.`);
    },
  },
  {
    usage: 'delete <skill>',
    description: 'remove a skill',
    run: async (gateway, input) => {
      await gateway.skills.delete(await skillId(gateway, input.argument('skill')));
      return message(`Removed ${input.argument('skill')}.`);
    },
  },
];
