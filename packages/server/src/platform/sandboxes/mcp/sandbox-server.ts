import type { InProcessExchange, InProcessServer, JsonObject, JsonRpcReply } from '@gw/mcp-client';
import type { Workspace } from '@gw/sandbox';
import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { fieldErrors } from '../../field-errors.ts';
import { execView, fileView } from '../sandbox-view.ts';
import type { Sandboxes } from '../sandboxes.ts';
import {
  ExecArguments,
  type ExecResult,
  ListArguments,
  type ListResult,
  ReadArguments,
  sandboxTools,
  WriteArguments,
} from './sandbox-tools.ts';

/** No such method. Source: JSON-RPC 2.0. */
const methodNotFound = -32601;
const invalidParams = -32602;
const defaultTimeoutSeconds = 30;

/** What {@link SandboxServer} needs. */
export interface SandboxServerOptions {
  /** Opens what sandboxes are made of. */
  readonly open: () => Promise<Sandboxes>;
  /** Of the gateway. */
  readonly version: string;
}

type Call = (args: unknown, client: Client, exchange: InProcessExchange) => Promise<JsonObject>;

/** One client's sandbox, made when it is first needed. */
interface Client {
  workspace(): Promise<{ readonly sandboxes: Sandboxes; readonly workspace: Workspace }>;
}

/** The built-in server `sandbox`: each session has a sandbox of its own, which is gone with it. */
export class SandboxServer implements InProcessServer {
  readonly identity: InProcessServer['identity'];
  readonly #open: () => Promise<Sandboxes>;
  readonly #sandboxes = new Map<object, ReturnType<Client['workspace']>>();

  constructor({ open, version }: SandboxServerOptions) {
    this.#open = open;
    this.identity = {
      serverInfo: { name: 'sandbox', version },
      capabilities: { tools: {} },
      instructions: 'Commands and files of one session share a sandbox; other sessions have their own.',
    };
  }

  async request(
    method: string,
    params: JsonObject | undefined,
    exchange: InProcessExchange,
  ): Promise<JsonRpcReply> {
    if (method === 'tools/list') return { result: { tools: [...sandboxTools] } };
    if (method !== 'tools/call') return refusal(methodNotFound, `Method not found: ${method}`);
    const call = Object.hasOwn(calls, `${params?.name}`) ? calls[`${params?.name}`] : undefined;
    if (!call) return refusal(invalidParams, `Unknown tool: ${params?.name}`);
    try {
      const client = { workspace: () => this.#workspace(exchange.client) };
      return { result: await call(params?.arguments ?? {}, client, exchange) };
    } catch (error) {
      exchange.signal.throwIfAborted();
      const { code, message } = error as { code?: unknown; message: string };
      // What nobody foresaw is nothing for clients.
      if (typeof code !== 'string' || !code.startsWith('GW_')) throw error;
      return { result: { content: [{ type: 'text', text: message }], isError: true } };
    }
  }

  async leave(client: object): Promise<void> {
    const opening = this.#sandboxes.get(client);
    this.#sandboxes.delete(client);
    const opened = await opening?.catch(() => undefined);
    await opened?.workspace.destroy();
  }

  async #workspace(client: object) {
    const opening = this.#sandboxes.get(client) ?? this.#make();
    this.#sandboxes.set(client, opening);
    try {
      const { sandboxes, workspace } = await opening;
      if (workspace.record.state === 'stopped') await workspace.resume();
      return { sandboxes, workspace };
    } catch (error) {
      if (this.#sandboxes.get(client) === opening) this.#sandboxes.delete(client);
      throw error;
    }
  }

  async #make() {
    const sandboxes = await this.#open();
    return { sandboxes, workspace: await sandboxes.lend('mcp') };
  }
}

const refusal = (code: number, message: string): JsonRpcReply => ({ error: { code, message } });

const said = (text: string): JsonObject => ({ content: [{ type: 'text', text }] });

const structured = (text: string, structuredContent: object): JsonObject => ({
  ...said(text),
  structuredContent: structuredContent as JsonObject,
});

/** A tool whose arguments are checked against its schema. */
function tool<Schema extends TSchema>(
  schema: Schema,
  work: (args: Static<Schema>, client: Client, exchange: InProcessExchange) => Promise<JsonObject>,
): Call {
  const validator = Compile(schema);
  return async (args, client, exchange) => {
    if (validator.Check(args)) return work(args as Static<Schema>, client, exchange);
    const wrong = fieldErrors(validator.Errors(args)).map(
      ({ pointer, message }) => `${pointer.slice(1)} ${message}`,
    );
    return { ...said(wrong.join('; ')), isError: true };
  };
}

const calls: Readonly<Record<string, Call>> = {
  exec: tool(
    ExecArguments,
    async ({ command, timeout_seconds = defaultTimeoutSeconds }, client, exchange) => {
      const { sandboxes, workspace } = await client.workspace();
      const timeoutMs = timeout_seconds * 1000;
      let progress = 0;
      const outcome = await sandboxes.run(workspace, {
        ...{ command, timeoutMs, env: {}, signal: exchange.signal },
        onOutput: (_name, chunk) => {
          progress += chunk.length;
          exchange.progress({ progress, message: chunk.toString().slice(-1_000) });
        },
      });
      const { exit_code, stdout, stderr, timed_out, truncated } = execView(outcome, timeoutMs);
      const result: ExecResult = { exit_code, stdout, stderr, timed_out, truncated };
      const parts = [stdout, stderr && `stderr:\n${stderr}`, `exit code: ${exit_code}`];
      return structured(parts.filter(Boolean).join('\n'), result);
    },
  ),

  write_file: tool(WriteArguments, async ({ path, content, encoding = 'utf-8' }, client) => {
    const { workspace } = await client.workspace();
    const bytes = Buffer.from(content, encoding === 'base64' ? 'base64' : 'utf8');
    await workspace.files.write(path, bytes);
    return said(`Wrote ${bytes.length} bytes to ${path}`);
  }),

  read_file: tool(ReadArguments, async ({ path }, client) => {
    const { sandboxes, workspace } = await client.workspace();
    const bytes = await workspace.files.read(path, {
      maxBytes: sandboxes.config.max_output_mb * 1024 * 1024,
    });
    try {
      return said(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
    } catch {
      const uri = `file://${encodeURI(path.startsWith('/') ? path : `/workspace/${path}`)}`;
      const resource = { uri, mimeType: 'application/octet-stream', blob: bytes.toString('base64') };
      return { content: [{ type: 'resource', resource }] };
    }
  }),

  list_files: tool(ListArguments, async ({ path }, client) => {
    const { workspace } = await client.workspace();
    const { entries, truncated } = await workspace.files.list(path);
    const files = entries.map(fileView).map(({ name, path, type, size }) => ({ name, path, type, size }));
    const result: ListResult = { files, truncated };
    const lines = files.map(({ path, type, size }) =>
      type === 'folder' ? `${path}/` : `${path} (${size} bytes)`,
    );
    return structured(lines.join('\n') || 'The folder is empty', result);
  }),
};
