import { Document, parseDocument } from 'yaml';
import { invalid } from '../errors.ts';
import { skillName } from './skill-name.ts';

/** What stands before a skill's instructions, as its author wrote it. */
export interface SkillFrontmatter {
  readonly name: string;
  readonly description: string;
  readonly [field: string]: unknown;
}

/** What a document is to say, whatever it says; and what it says where it says nothing. */
export interface DocumentFields {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  /** Used where neither the name is given nor the document has one. */
  readonly otherwiseNamed?: string | undefined;
  /** To the document in what was given, for errors. */
  readonly pointer: string;
}

const longest = { text: 1024 * 1024, frontmatter: 64 * 1024, description: 1_024 };
/** Of YAML's references, which can make much of little. */
const maxAliases = 50;

/** A `SKILL.md`: YAML front matter, then instructions in Markdown. Source: Agent Skills specification. */
export class SkillDocument {
  /** The whole file. */
  readonly text: string;
  readonly frontmatter: SkillFrontmatter;
  /** What follows the front matter. */
  readonly body: string;

  private constructor(text: string, frontmatter: SkillFrontmatter, body: string) {
    this.text = text;
    this.frontmatter = frontmatter;
    this.body = body;
  }

  /**
   * Reads a document. One that says what it is to say stays as it is; any other gets the front matter that is missing,
   * and what is given in place of what it says.
   *
   * @throws CatalogError `GW_INVALID`
   */
  static read(given: string, fields: DocumentFields): SkillDocument {
    const { pointer } = fields;
    const text = given.replace(/^\uFEFF/, '');
    if (Buffer.byteLength(text) > longest.text) throw invalid(pointer, 'is larger than 1 MiB');
    if (text.includes('\0') || !text.isWellFormed()) {
      throw invalid(pointer, 'has characters that no text may have');
    }
    const { yaml, body } = divided(text, pointer);
    const document = yaml === undefined ? new Document({}) : parsed(yaml, pointer);
    const said = fieldsIn(document, pointer);
    const name = nameOf(said.name, fields);
    const description = descriptionOf(said.description, body, fields);
    if (yaml !== undefined && said.name === name && said.description === description) {
      return new SkillDocument(text, { ...said, name, description }, body);
    }
    document.set('name', name);
    document.set('description', description);
    const written = `---\n${document.toString({ lineWidth: 0 })}---\n${yaml === undefined ? '\n' : ''}${body}`;
    return new SkillDocument(written, { ...said, name, description }, body);
  }
}

/** Front matter and the rest; a text without any is all rest. */
function divided(text: string, pointer: string): { yaml: string | undefined; body: string } {
  const [opening] = /^---[ \t]*\r?\n/.exec(text) ?? [];
  if (opening === undefined) return { yaml: undefined, body: text };
  const fence = /^---[ \t]*\r?(?:\n|$(?![\s\S]))/gm;
  fence.lastIndex = opening.length;
  const end = fence.exec(text);
  if (!end) throw invalid(pointer, 'has front matter that does not end: a line --- is missing');
  return { yaml: text.slice(opening.length, end.index), body: text.slice(fence.lastIndex) };
}

function parsed(yaml: string, pointer: string): Document {
  if (yaml.length > longest.frontmatter) throw invalid(pointer, 'has front matter of more than 64 KiB');
  const document = parseDocument(yaml, { version: '1.2', schema: 'core', logLevel: 'silent' });
  const [error] = document.errors;
  if (!error) return document as Document;
  const [reason = ''] = error.message.split('\n', 1);
  throw invalid(pointer, `has front matter that is not YAML: ${reason.replace(/:$/, '')}`);
}

function fieldsIn(document: Document, pointer: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: maxAliases }) ?? {};
  } catch (error) {
    throw invalid(pointer, `has front matter that can not be read: ${(error as Error).message}`);
  }
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isMap) throw invalid(pointer, 'has front matter that is no list of fields, such as name: my-skill');
  return value as Record<string, unknown>;
}

function nameOf(said: unknown, { name, otherwiseNamed, pointer }: DocumentFields): string {
  const wanted = name ?? (typeof said === 'string' || typeof said === 'number' ? `${said}` : otherwiseNamed);
  const good = wanted === undefined ? undefined : skillName(wanted);
  if (good !== undefined) return good;
  const message = 'must have a name of lower-case letters, digits and hyphens, such as my-skill';
  throw name === undefined
    ? invalid(pointer, message)
    : invalid('/name', message.replace('have a name', 'be'));
}

function descriptionOf(said: unknown, body: string, { description, pointer }: DocumentFields): string {
  const isSaid = description === undefined && typeof said === 'string' && said.trim() !== '';
  const wanted = description?.trim() || (isSaid ? said : firstWords(body));
  if (wanted.length <= longest.description) return wanted;
  const place = description === undefined ? pointer : '/description';
  throw invalid(place, `must have a description of at most ${longest.description} characters`);
}

/** What the instructions begin with says best what they are about. */
function firstWords(body: string): string {
  const lines = body.split('\n', 200).map(line => line.trim());
  const text = lines.find(line => /^[\p{L}\p{N}]/u.test(line)) ?? lines.find(line => /^#+ /.test(line));
  return text?.replace(/^#+ /, '').slice(0, longest.description).toWellFormed() ?? 'A skill.';
}
