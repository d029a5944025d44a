import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Sandbox } from '@gw/sdk';
import { skillId } from './names.ts';
import { message, record, table } from './output.ts';
import type { PlatformCommand } from './platform-command.ts';

const columns = {
  ID: ({ id }: Sandbox) => id,
  IMAGE: ({ image }: Sandbox) => image,
  STATUS: ({ status }: Sandbox) => status,
  SESSION: ({ session_key }: Sandbox) => session_key,
  'LAST USED': ({ last_activity_at }: Sandbox) => last_activity_at,
};

/** `mcp-gateway sandboxes …` */
export const sandboxes: readonly PlatformCommand[] = [
  {
    usage: 'list',
    description: 'list your sandboxes',
    run: async ({ sandboxes }) => table(await sandboxes.list(), columns),
  },
  {
    usage: 'get <sandbox>',
    description: 'show a sandbox',
    run: async ({ sandboxes }, input) => record(await sandboxes.get(input.argument('sandbox'))),
  },
  {
    usage: 'create [image]',
    description: 'make a sandbox: an isolated place to run commands and keep files',
    options: {
      '--memory <mb>': 'how much memory it may use',
      '--disk <mb>': 'how much it may keep',
      '--cpus <n>': 'how many cores it may use',
      '--network': 'let it reach the network',
      '--env <key=value...>': 'a variable of its environment',
      '--session-key <key>': 'find the one of this key, or make it',
    },
    run: async ({ sandboxes }, input) =>
      record(
        await sandboxes.create({
          image: input.text('image'),
          memory_mb: input.number('memory'),
          disk_mb: input.number('disk'),
          cpu_cores: input.number('cpus'),
          network_enabled: input.flag('network') || undefined,
          env_vars: input.pairs('env'),
          session_key: input.text('sessionKey'),
        }),
      ),
  },
  {
    usage: 'exec <sandbox> <command...>',
    description: 'run a command in a shell; the exit code is its own. Options of its own come after --',
    options: { '--timeout <seconds>': 'how long it may take, 30 by default' },
    run: async ({ sandboxes }, input, context) => {
      const command = input.texts('command')?.join(' ') ?? '';
      const done = await sandboxes.exec(input.argument('sandbox'), command, {
        timeout: input.number('timeout'),
      });
      context.setExitCode(done.exit_code);
      const shown = (text: string) => text.replace(/\n$/, '');
      return {
        value: done,
        text: () => {
          if (done.stderr !== '') context.warn(shown(done.stderr));
          return shown(done.stdout);
        },
      };
    },
  },
  {
    usage: 'stop <sandbox>',
    description: 'stop what runs in it; its files stay',
    run: async ({ sandboxes }, input) => {
      await sandboxes.stop(input.argument('sandbox'));
      return message(`Stopped ${input.argument('sandbox')}.`);
    },
  },
  {
    usage: 'resume <sandbox>',
    description: 'let it run again',
    run: async ({ sandboxes }, input) => record(await sandboxes.resume(input.argument('sandbox'))),
  },
  {
    usage: 'delete <sandbox>',
    description: 'end it, with all that is in it',
    run: async ({ sandboxes }, input) => {
      await sandboxes.destroy(input.argument('sandbox'));
      return message(`Removed ${input.argument('sandbox')}.`);
    },
  },
  {
    usage: 'files <sandbox> [folder]',
    description: 'list files, of /workspace by default',
    run: async ({ sandboxes }, input) =>
      table(await sandboxes.listFiles(input.argument('sandbox'), { path: input.text('folder') }), {
        NAME: ({ name, is_directory }) => `${name}${is_directory ? '/' : ''}`,
        BYTES: ({ size }) => size,
        CHANGED: ({ modified_at }) => modified_at,
      }),
  },
  {
    usage: 'upload <sandbox> <file> <path>',
    description: 'put a file into it',
    run: async ({ sandboxes }, input, { cwd }) => {
      const bytes = await readFile(resolve(cwd, input.argument('file')));
      await sandboxes.upload(input.argument('sandbox'), input.argument('path'), bytes);
      return message(`Wrote ${bytes.length} bytes to ${input.argument('path')}.`);
    },
  },
  {
    usage: 'download <sandbox> <path> <file>',
    description: 'take a file out of it',
    run: async ({ sandboxes }, input, { cwd }) => {
      const bytes = await sandboxes.download(input.argument('sandbox'), input.argument('path'));
      await writeFile(resolve(cwd, input.argument('file')), bytes);
      return message(`Wrote ${bytes.length} bytes to ${input.argument('file')}.`);
    },
  },
  {
    usage: 'activity <sandbox>',
    description: 'list what was done with it',
    run: async ({ sandboxes }, input) =>
      table(await sandboxes.activity(input.argument('sandbox')), {
        AT: ({ created_at }) => created_at,
        ACTION: ({ action }) => action,
        COMMAND: ({ command }) => command,
        'EXIT CODE': ({ exit_code }) => exit_code,
      }),
  },
  {
    usage: 'install-skills <sandbox> <skill...>',
    description: 'put skills under /workspace/.skills',
    run: async (gateway, input) => {
      const ids = await Promise.all((input.texts('skill') ?? []).map(skill => skillId(gateway, skill)));
      return record(await gateway.sandboxes.installSkills(input.argument('sandbox'), ids));
    },
  },
  {
    usage: 'images',
    description: 'list the images that sandboxes may have here',
    run: async ({ sandboxes }) =>
      table(await sandboxes.listImages(), {
        IMAGE: ({ name }) => name,
        RUNTIME: ({ runtime }) => runtime,
        DESCRIPTION: ({ description }) => description,
      }),
  },
];
