import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { node, root } from '../e2e/gateway.ts';
import { python } from '../interop/python.ts';
import type { ProgramLanguage } from './documented-block.ts';

/** A program made of the blocks of a scenario, in which `gw` is a client of the gateway. */
interface Program {
  readonly command: string;
  readonly args: readonly string[];
}

/** Writes the program into a folder of its own. */
export async function writeProgram(
  folder: string,
  language: ProgramLanguage,
  blocks: readonly string[],
): Promise<Program> {
  await mkdir(folder, { recursive: true });
  return language === 'python' ? writePython(folder, blocks) : writeTypeScript(folder, blocks);
}

async function writePython(folder: string, blocks: readonly string[]): Promise<Program> {
  const indented = blocks.join('\n').replaceAll(/^(?=.)/gm, '        ');
  const file = join(folder, 'page.py');
  const lines = [
    'import asyncio',
    'import mcpgateway_sdk',
    'from mcpgateway_sdk import *',
    '',
    'async def main():',
    '    async with mcpgateway_sdk.MCPGateway() as gw:',
    indented,
    '',
    'asyncio.run(main())',
  ];
  await writeFile(file, lines.join('\n'));
  return { command: python ?? 'python3', args: [file] };
}

async function writeTypeScript(folder: string, blocks: readonly string[]): Promise<Program> {
  const packages = join(folder, 'node_modules', '@gw');
  await mkdir(packages, { recursive: true });
  await symlink(join(root, 'packages', 'sdk'), join(packages, 'sdk'));
  const file = join(folder, 'page.mts');
  const lines = [
    "import * as sdk from '@gw/sdk';",
    'const { GatewayError, McpGateway } = sdk;',
    'await using gw = new McpGateway();',
  ];
  await writeFile(file, [...lines, ...blocks].join('\n'));
  return { command: node, args: [file] };
}
