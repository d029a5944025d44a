/** A fenced block of a Markdown file, with what the comment above it says about its test. */
export interface DocumentedBlock {
  readonly file: string;
  readonly line: number;
  readonly language: string;
  readonly text: string;
  readonly treatment: Treatment;
}

export type Treatment =
  | { readonly kind: 'test' | 'start'; readonly scenario: string }
  | { readonly kind: 'file'; readonly scenario: string; readonly path: string }
  | { readonly kind: 'tested by'; readonly test: string }
  | { readonly kind: 'not run'; readonly reason: string }
  | { readonly kind: 'none' };

const fence = /^( *)(`{3,})(\w*)[^\n]*\n([\s\S]*?)^\1\2 *$/gm;
const comment = /<!--\s*(test|start|file|tested by|not run):\s*([\s\S]*?)\s*-->\s*$/;

/** The languages whose blocks are commands. */
export const isShell = ({ language }: DocumentedBlock) =>
  ['bash', 'sh', 'console', 'shell'].includes(language);

/** Languages whose blocks become one program for each scenario, around the client `gw`. */
export const programLanguages = ['python', 'typescript'] as const;
export type ProgramLanguage = (typeof programLanguages)[number];

export const isProgram = (block: DocumentedBlock): block is DocumentedBlock & { language: ProgramLanguage } =>
  programLanguages.some(language => language === block.language);

export function blocksOf(file: string, markdown: string): DocumentedBlock[] {
  let end = 0;
  return [...markdown.matchAll(fence)].map(
    ({ index, 0: all, 1: indent = '', 3: language = '', 4: text = '' }) => {
      const before = markdown.slice(end, index);
      end = index + all.length;
      const line = markdown.slice(0, index).split('\n').length;
      const plain = indent === '' ? text : text.replaceAll(new RegExp(`^${indent}`, 'gm'), '');
      return { file, line, language, text: plain, treatment: treatmentOf(before) };
    },
  );
}

function treatmentOf(before: string): Treatment {
  const [, kind, value = ''] = before.match(comment) ?? [];
  switch (kind) {
    case 'test':
    case 'start':
      return { kind, scenario: value };
    case 'file': {
      const [scenario = '', path = ''] = value.split(/\s+/);
      return { kind, scenario, path };
    }
    case 'tested by':
      return { kind, test: value };
    case 'not run':
      return { kind, reason: value };
    default:
      return { kind: 'none' };
  }
}

/** The commands of a block, one per line; continued lines are joined and comments left out. */
export function commandsOf({ language, text }: DocumentedBlock): string[] {
  const lines = text.replaceAll(/\s*\\\n\s*/g, ' ').split('\n');
  const commands = language === 'console' ? lines.flatMap(line => line.match(/^\$ (.*)/)?.[1] ?? []) : lines;
  return commands.map(line => line.trim()).filter(line => line !== '' && !line.startsWith('#'));
}

/** A command of a console block with the output that the page shows for it. */
export interface Exchange {
  readonly command: string;
  readonly output: string;
}

export function exchangesOf({ text }: DocumentedBlock): Exchange[] {
  return text
    .split(/^\$ /m)
    .slice(1)
    .map(part => {
      const [, command = '', output = ''] = part.match(/^((?:[^\n]*\\\n)*[^\n]*)\n?([\s\S]*)$/) ?? [];
      return { command, output: output.trim() };
    });
}

/** Whether an output is the one that a page shows, where `...` stands for anything. */
export function looksLike(output: string, shown: string): boolean {
  const literal = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(/\s+/g, '\\s+');
  return new RegExp(`^\\s*${shown.split('...').map(literal).join('[\\s\\S]*')}\\s*$`).test(output);
}
