import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { promisify } from 'node:util';
import { verifies } from '@gw/test';
import { describe, expect, test } from 'vitest';
import { buildCli } from '../src/cli.ts';
import type { CommandContext } from '../src/context.ts';

async function output(...args: string[]): Promise<string> {
  const printed: string[] = [];
  const context: CommandContext = {
    env: {},
    cwd: '/',
    version: '0.0.0',
    stdoutIsTerminal: false,
    stderrIsTerminal: false,
    stdin: new PassThrough(),
    stdout: new PassThrough(),
    print: text => void printed.push(text),
    warn: () => {},
    onHangup: () => {},
    setExitCode: () => {},
  };
  await buildCli(context).parseAsync(['node', 'mcp-gateway', ...args]);
  return printed.join('\n');
}

const bash = ['/bin/bash', '/usr/bin/bash'].find(existsSync);

describe.skipIf(!bash)('in bash', () => {
  async function completed(...words: string[]): Promise<string[]> {
    const program = [
      await output('completion', 'bash'),
      `COMP_WORDS=(mcp-gateway ${words.map(word => `'${word}'`).join(' ')})`,
      `COMP_CWORD=${words.length}`,
      '_mcp_gateway',
      `printf '%s\\n' "\${COMPREPLY[@]}"`,
    ].join('\n');
    const { stdout } = await promisify(execFile)(bash!, ['--noprofile', '--norc', '-c', program]);
    return stdout.trim().split('\n');
  }

  test('it completes commands, those of a resource, and options', async () => {
    verifies('cli:completion');
    expect(await completed('ser')).toEqual(['servers']);
    expect(await completed('-c', 'other.json', 'servers', 'st')).toEqual(['start', 'stop']);
    expect(await completed('keys', 'create', 'name', '--ex')).toEqual(['--expires-in-days', '--expires-at']);
    expect(await completed('tools', 'sea')).toEqual(['search']);
    expect(await completed('--js', 'validate')).not.toContain('--json');
    expect(await completed('validate', '--')).toEqual(['--json']);
  });

  test('what is no command is completed with nothing of ours', async () => {
    verifies('cli:completion');
    expect(await completed('servers', 'get', 'na')).toEqual(['']);
  });
});

test('the scripts for zsh and fish have the same words', async () => {
  verifies('cli:completion');
  const [zsh, fish] = [await output('completion', 'zsh'), await output('completion', 'fish')];
  for (const word of ['servers', 'sandboxes', 'rotate', 'expires-in-days', 'export-client']) {
    expect(zsh, word).toContain(word);
    expect(fish, word).toContain(word);
  }
  expect(zsh.startsWith('#compdef mcp-gateway\n')).toBe(true);
  expect(fish).toContain("-n '__fish_seen_subcommand_from keys; and not __fish_seen_subcommand_from list");
});

test('a shell that is not known is refused, however it is called', async () => {
  verifies('cli:completion');
  for (const shell of ['powershell', 'constructor']) {
    await expect(output('completion', shell)).rejects.toThrow(`There is no completion for "${shell}"`);
  }
});
