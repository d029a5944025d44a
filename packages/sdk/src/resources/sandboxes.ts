import { bytesOf, type FileContent } from '../file-content.ts';
import type {
  CreateSandbox,
  ExecResult,
  InstalledSkills,
  Sandbox,
  SandboxActivity,
  SandboxFile,
  SandboxImage,
  SandboxImageTemplate,
  SandboxPackages,
  UpdateSandbox,
} from '../models.ts';
import type { Requests } from '../requests.ts';
import { itemsOf } from './items.ts';

/** What the gateway may take beside the command itself, in seconds. */
const execMargin = 10;

/** Sandboxes: isolated places to run commands and keep files in. */
export class SandboxesResource {
  readonly #requests: Requests;

  constructor(requests: Requests) {
    this.#requests = requests;
  }

  async list(): Promise<Sandbox[]> {
    return itemsOf(await this.#requests.send('GET /sandboxes', {}));
  }

  /** Makes one, or finds that of the same `session_key`. */
  create({ image = 'mcpgateway/sandbox-runtime:latest', ...fields }: CreateSandbox = {}): Promise<Sandbox> {
    return this.#requests.send('POST /sandboxes', { body: { image, ...fields } });
  }

  get(sandboxId: string): Promise<Sandbox> {
    return this.#requests.send('GET /sandboxes/{sandbox_id}', { path: { sandbox_id: sandboxId } });
  }

  /** What is left out stays as it is. */
  update(sandboxId: string, fields: UpdateSandbox): Promise<Sandbox> {
    const path = { sandbox_id: sandboxId };
    return this.#requests.send('PATCH /sandboxes/{sandbox_id}', { path, body: fields });
  }

  /** Ends one, with all that is in it. */
  async destroy(sandboxId: string): Promise<void> {
    await this.#requests.send('DELETE /sandboxes/{sandbox_id}', { path: { sandbox_id: sandboxId } });
  }

  /** Runs a command in a shell. @param timeout seconds, 30 by default; after them, the exit code is 124 */
  exec(
    sandboxId: string,
    command: string,
    { timeout = 30 }: { timeout?: number | undefined } = {},
  ): Promise<ExecResult> {
    const path = { sandbox_id: sandboxId };
    const body = { command, timeout_seconds: timeout };
    const patience = { atLeast: timeout + execMargin };
    return this.#requests.send('POST /sandboxes/{sandbox_id}/exec', { path, body }, patience);
  }

  /** Stops what runs; files stay. */
  async stop(sandboxId: string): Promise<void> {
    await this.#requests.send('POST /sandboxes/{sandbox_id}/stop', { path: { sandbox_id: sandboxId } });
  }

  resume(sandboxId: string): Promise<Sandbox> {
    return this.#requests.send('POST /sandboxes/{sandbox_id}/resume', { path: { sandbox_id: sandboxId } });
  }

  /** What was done with it. */
  async activity(sandboxId: string): Promise<SandboxActivity[]> {
    const path = { sandbox_id: sandboxId };
    return itemsOf(await this.#requests.send('GET /sandboxes/{sandbox_id}/activity', { path }));
  }

  async listFiles(
    sandboxId: string,
    { path = '/workspace' }: { path?: string | undefined } = {},
  ): Promise<SandboxFile[]> {
    return itemsOf(
      await this.#requests.send('GET /sandboxes/{sandbox_id}/files', {
        path: { sandbox_id: sandboxId },
        query: { path },
      }),
    );
  }

  download(sandboxId: string, filePath: string): Promise<Uint8Array> {
    const path = { sandbox_id: sandboxId, rest: filePath };
    return this.#requests.download('GET /sandboxes/{sandbox_id}/files/{+rest}', { path });
  }

  async upload(sandboxId: string, filePath: string, content: FileContent): Promise<void> {
    const path = { sandbox_id: sandboxId, rest: filePath };
    const file = { content: await bytesOf(content) };
    await this.#requests.send('PUT /sandboxes/{sandbox_id}/files/{+rest}', { path }, file);
  }

  /** Puts skills under `/workspace/.skills`. */
  installSkills(sandboxId: string, skillIds: readonly string[]): Promise<InstalledSkills> {
    const path = { sandbox_id: sandboxId };
    const body = { skill_ids: [...skillIds] };
    return this.#requests.send('POST /sandboxes/{sandbox_id}/skills', { path, body });
  }

  async listImages(): Promise<SandboxImage[]> {
    return itemsOf(await this.#requests.send('GET /sandbox-images', {}));
  }

  async imageTemplates(): Promise<SandboxImageTemplate[]> {
    return (await this.#requests.send('GET /sandbox-images/templates', {})).templates;
  }

  async packageCatalog(): Promise<SandboxPackages[]> {
    return (await this.#requests.send('GET /sandbox-images/packages', {})).categories;
  }
}
