import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';

/** Programs that run a file that one of their words names. */
const interpreters =
  /^(node|nodejs|deno|bun|tsx|ts-node|(python|pypy|php|lua|perl|ruby)[\d.]*|uv|java|Rscript|dotnet|(ba|da|z|k)?sh)$/;
/** After these the program is a word itself, or a module, and what follows are its arguments. */
const inline = /^(-[cemp]|-pe|--eval|--print)$/;
/** The file after these runs, too, ahead of the one that is meant. */
const preload = /^(-r|--require|--import|--loader|--experimental-loader)$/;

/** The files among an interpreter's words that are run: the script of `python3 -u ./server.py --port 1`. */
export async function scriptsAmong(command: readonly string[], workingDir: string): Promise<string[]> {
  const [program = '', ...words] = command;
  if (!interpreters.test(basename(program))) return [];
  const scripts: string[] = [];
  for (const [index, word] of words.entries()) {
    if (inline.test(word)) break;
    const file = resolve(workingDir, word);
    if (!(await stat(file).catch(() => undefined))?.isFile()) continue;
    scripts.push(file);
    if (!preload.test(words[index - 1] ?? '')) break;
  }
  return scripts;
}
