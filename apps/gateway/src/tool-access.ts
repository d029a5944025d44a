/** A tool as a server lists it. */
export interface ListedTool {
  readonly name: string;
  readonly description?: string;
  readonly inputSchema?: {
    readonly properties?: Record<string, { readonly type?: unknown }>;
    readonly required?: readonly string[];
  };
}

/** The answer to a call, as the REST API gives it. */
export interface CallAnswer {
  readonly result: unknown;
  readonly isError?: boolean;
  readonly [key: string]: unknown;
}

/** What the commands `tools` and `call` need: of a gateway that runs, or of services started for the command. */
export interface ToolAccess extends AsyncDisposable {
  services(): Promise<readonly string[]>;
  tools(service: string): Promise<readonly ListedTool[]>;
  /** @param session a session to call in and to keep; without it, one is made and closed again */
  call(service: string, tool: string, args: Record<string, unknown>, session?: string): Promise<CallAnswer>;
}
