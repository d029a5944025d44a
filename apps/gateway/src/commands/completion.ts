import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import { CommandError } from '../errors.ts';

/** A place on the command line, `servers list`, and what may stand there next. */
interface Place {
  /** Words after `mcp-gateway`; empty at its start. */
  readonly path: string;
  readonly commands: readonly { readonly name: string; readonly description: string }[];
  readonly flags: readonly { readonly flag: string; readonly description: string }[];
}

const shells: Readonly<Record<string, (places: readonly Place[]) => string>> = { bash, zsh, fish };

/** Prints a script that completes the command in a shell. */
export function completion(context: CommandContext, shell: string, program: Command): void {
  const write = Object.hasOwn(shells, shell) && shells[shell];
  if (!write)
    throw new CommandError(`There is no completion for "${shell}": say ${Object.keys(shells).join(', ')}`);
  context.print(write(placesOf(program)));
}

/** All places, the longest paths first. */
function placesOf(program: Command): Place[] {
  const visit = (command: Command, path: readonly string[]): Place[] => [
    ...command.commands.flatMap(one => visit(one, [...path, one.name()])),
    {
      path: path.join(' '),
      commands: command.commands.map(one => ({ name: one.name(), description: one.description() })),
      flags: command.options.flatMap(({ long, description }) => (long ? [{ flag: long, description }] : [])),
    },
  ];
  return visit(program, []).sort((a, b) => b.path.split(' ').length - a.path.split(' ').length);
}

const words = ({ commands, flags }: Place) => [
  ...commands.map(({ name }) => name),
  ...flags.map(({ flag }) => flag),
];

/** A pattern of `case` for a place and whatever arguments came after it. */
const pattern = ({ path }: Place) => (path === '' ? '*' : `"${path}"|"${path} "*`);

function bash(places: readonly Place[]): string {
  const cases = places.map(place => `    ${pattern(place)}) words="${words(place).join(' ')}" ;;`);
  return `_mcp_gateway() {
  local i word path="" words="" cur="\${COMP_WORDS[COMP_CWORD]}"
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    case "$word" in
      -c|--config) i=$((i + 1)) ;;
      -*) ;;
      *) path="\${path:+$path }$word" ;;
    esac
  done
  case "$path" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _mcp_gateway mcp-gateway`;
}

function zsh(places: readonly Place[]): string {
  const entry = (name: string, description: string) =>
    quoted(`${name}:${description.replaceAll(':', '\\:')}`);
  const cases = places.map(place => {
    const commands = place.commands.map(({ name, description }) => entry(name, description));
    const flags = place.flags.map(({ flag, description }) => entry(flag, description));
    return `    ${pattern(place)}) commands=(${commands.join(' ')}); flags=(${flags.join(' ')}) ;;`;
  });
  return `#compdef mcp-gateway
_mcp_gateway() {
  local i word place=""
  local -a commands flags
  for ((i = 2; i < CURRENT; i++)); do
    word="\${words[i]}"
    case "$word" in
      -c|--config) i=$((i + 1)) ;;
      -*) ;;
      *) place="\${place:+$place }$word" ;;
    esac
  done
  case "$place" in
${cases.join('\n')}
  esac
  _describe -t commands command commands
  _describe -t flags option flags
  _files
}
compdef _mcp_gateway mcp-gateway`;
}

function fish(places: readonly Place[]): string {
  const lines = places.flatMap(place => {
    const path = place.path === '' ? [] : place.path.split(' ');
    const seen = path.map(word => `__fish_seen_subcommand_from ${word}`);
    const notYet = place.commands.map(({ name }) => name).join(' ');
    const when = [...seen, ...(notYet ? [`not __fish_seen_subcommand_from ${notYet}`] : [])].join('; and ');
    const condition = when === '' ? '' : ` -n ${quoted(when)}`;
    return [
      ...place.commands.map(({ name, description }) => `-f${condition} -a ${name} -d ${quoted(description)}`),
      ...place.flags.map(
        ({ flag, description }) => `${condition.trim()} -l ${flag.slice(2)} -d ${quoted(description)}`,
      ),
    ];
  });
  return lines.map(line => `complete -c mcp-gateway ${line}`).join('\n');
}

const quoted = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`;
