import type { AttachedFile, AttachedSkill, SkillLibrary } from '@gw/catalog';
import type { JsonObject } from '@gw/mcp-client';
import type { Contribution } from '../../mcp/hub/contributions.ts';
import { mediaTypeOf } from './media-type.ts';

const documentName = 'SKILL.md';
/** Source: MCP's skills extension, "Directory Resources". */
const folderType = 'inode/directory';
/** Files that a prompt names; the skill itself knows the others. */
const maxNamed = 50;

type Library = Pick<SkillLibrary, 'file' | 'uri'>;

interface Placed {
  readonly skill: AttachedSkill;
  readonly file: AttachedFile;
}

/** The skills of one server: a prompt for each, and its files as resources. */
export class SkillContribution implements Contribution {
  readonly prompts: readonly JsonObject[];
  readonly resources: readonly JsonObject[];
  readonly skills: readonly JsonObject[];
  readonly #server: string;
  readonly #attached: readonly AttachedSkill[];
  readonly #library: Library;
  readonly #files: ReadonlyMap<string, Placed>;
  readonly #folders: ReadonlyMap<string, readonly JsonObject[]>;

  constructor(server: string, attached: readonly AttachedSkill[], library: Library) {
    this.#server = server;
    this.#attached = attached;
    this.#library = library;
    const placed = attached.flatMap(skill => skill.files.map(file => ({ skill, file })));
    this.#files = new Map(placed.map(one => [this.#uri(one.skill, one.file.path), one]));
    this.#folders = foldersOf(server, attached, library);
    this.prompts = attached.map(({ frontmatter }) => ({
      name: frontmatter.name,
      description: frontmatter.description,
      arguments: [{ name: 'request', description: 'What it is to be used for.', required: false }],
    }));
    this.resources = placed.map(({ skill, file }) => resource(this.#uri(skill, file.path), skill, file));
    this.skills = attached.map(skill => ({
      uri: this.#uri(skill, documentName),
      frontmatter: skill.frontmatter,
      resources: skill.files.map(({ path, digest, size }) => ({
        uri: this.#uri(skill, path),
        digest: `sha256:${digest}`,
        size,
      })),
    }));
  }

  /** SHA-256 of each resource. */
  get digests(): Map<string, string> {
    return new Map([...this.#files].map(([uri, { file }]) => [uri, file.digest]));
  }

  prompt(name: string, args: JsonObject | undefined): JsonObject | undefined {
    const skill = this.#attached.find(({ frontmatter }) => frontmatter.name === name);
    if (!skill) return undefined;
    const { frontmatter, body, files } = skill;
    const others = files.slice(1, 1 + maxNamed).map(({ path }) => `- ${path}: ${this.#uri(skill, path)}`);
    const request = typeof args?.request === 'string' ? args.request.trim() : '';
    const parts = [
      body.trim(),
      others.length > 0 ? `Files that belong to these instructions:\n${others.join('\n')}` : '',
      request,
    ];
    const text = parts.filter(Boolean).join('\n\n');
    return {
      description: frontmatter.description,
      messages: [{ role: 'user', content: { type: 'text', text } }],
    };
  }

  async read(uri: string): Promise<JsonObject | undefined> {
    const { skill, file } = this.#files.get(uri) ?? {};
    if (!skill || !file) return undefined;
    const content =
      file.path === documentName
        ? Buffer.from(skill.text)
        : await this.#library.file(skill.skillId, file.path);
    if (!content) return undefined;
    return { contents: [{ uri, mimeType: mediaTypeOf(file.path), ...textOrBlob(content) }] };
  }

  folder(uri: string): readonly JsonObject[] | undefined {
    return this.#folders.get(uri);
  }

  #uri({ frontmatter }: AttachedSkill, path: string): string {
    return this.#library.uri(this.#server, frontmatter.name, path);
  }
}

function resource(uri: string, { frontmatter }: AttachedSkill, { path, size }: AttachedFile): JsonObject {
  const isDocument = path === documentName;
  return {
    uri,
    name: isDocument ? frontmatter.name : `${frontmatter.name}/${path}`,
    ...(isDocument && { description: frontmatter.description }),
    mimeType: mediaTypeOf(path),
    size,
  };
}

function textOrBlob(content: Uint8Array): { text: string } | { blob: string } {
  try {
    // A byte order mark stays: digests are of bytes.
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content) };
  } catch {
    return { blob: Buffer.from(content).toString('base64') };
  }
}

/** What stands in each folder of skills. */
function foldersOf(
  server: string,
  attached: readonly AttachedSkill[],
  library: Library,
): Map<string, readonly JsonObject[]> {
  const folders = new Map<string, Map<string, JsonObject>>();
  for (const skill of attached) {
    const { name } = skill.frontmatter;
    for (const file of skill.files) {
      const segments = file.path.split('/');
      for (const [depth, segment] of segments.entries()) {
        const parent = library.uri(server, name, segments.slice(0, depth).join('/'));
        const path = segments.slice(0, depth + 1).join('/');
        const uri = library.uri(server, name, path);
        const isFile = depth === segments.length - 1;
        const child = isFile
          ? { ...resource(uri, skill, file), name: segment }
          : { uri, name: segment, mimeType: folderType };
        folders.set(parent, (folders.get(parent) ?? new Map()).set(uri, child));
      }
    }
  }
  return new Map([...folders].map(([uri, children]) => [uri, [...children.values()]]));
}
