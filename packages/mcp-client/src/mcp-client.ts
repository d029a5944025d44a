import { EventEmitter } from 'node:events';
import type { Logger } from './logger.ts';
import type { McpService } from './mcp-service.ts';
import type { ProcessExit, ProcessUsage, Spawner } from './spawner.ts';
import type { CallOptions, Tool, ToolResult } from './tool.ts';

export interface McpClientEvents {
  exit: [exit: ProcessExit];
  toolsChanged: [tools: readonly Tool[]];
  notification: [method: string, params: Readonly<Record<string, unknown>> | undefined];
}

export interface McpClientOptions {
  spawner: Spawner;
  logger?: Logger;
  clientInfo?: { name: string; version: string };
}

const pending = () => new Error('Not there yet');

export class McpClient extends EventEmitter<McpClientEvents> implements AsyncDisposable {
  readonly service: McpService;
  constructor(service: McpService, _options: McpClientOptions) {
    super();
    this.service = service;
  }
  get alive(): boolean {
    throw pending();
  }
  get pid(): number | undefined {
    throw pending();
  }
  get exit(): ProcessExit | undefined {
    throw pending();
  }
  get startedAt(): number {
    throw pending();
  }
  get stderrTail(): readonly string[] {
    throw pending();
  }
  get protocolVersion(): string | undefined {
    throw pending();
  }
  get serverInfo(): Readonly<Record<string, unknown>> | undefined {
    throw pending();
  }
  get serverCapabilities(): Readonly<Record<string, unknown>> | undefined {
    throw pending();
  }
  get instructions(): string | undefined {
    throw pending();
  }
  start(_signal?: AbortSignal): Promise<void> {
    throw pending();
  }
  stop(): Promise<void> {
    throw pending();
  }
  callTool(
    _name: string,
    _args: Readonly<Record<string, unknown>>,
    _options?: CallOptions,
  ): Promise<ToolResult> {
    throw pending();
  }
  callMethod(
    _method: string,
    _params?: Readonly<Record<string, unknown>>,
    _options?: CallOptions,
  ): Promise<unknown> {
    throw pending();
  }
  getTools(): readonly Tool[] {
    throw pending();
  }
  usage(): Promise<ProcessUsage> {
    throw pending();
  }
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}
