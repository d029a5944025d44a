/** What the tests do with every official client. Answers are brought down to texts and names. */
export interface OfficialClient extends AsyncDisposable {
  tools(): Promise<readonly string[]>;
  /** The text of the result; rejects when the call fails or is cancelled. */
  call(name: string, args: Record<string, unknown>, options?: CallOptions): Promise<string>;
  resources(): Promise<readonly string[]>;
  templates(): Promise<readonly string[]>;
  read(uri: string): Promise<string>;
  prompts(): Promise<readonly string[]>;
  prompt(name: string, args: Record<string, string>): Promise<string>;
  complete(prompt: string, argument: string, value: string): Promise<readonly string[]>;
  /** Subscribes to a resource. `updated` resolves with its URI when a change of it is told. */
  subscribe(uri: string): Promise<{ readonly updated: Promise<string> }>;
}

export interface CallOptions {
  readonly onProgress?: (progress: number) => void;
  readonly signal?: AbortSignal;
}

/** Where to connect. */
export interface Endpoint {
  readonly url: string;
  readonly token: string;
}

export interface ClientKind {
  readonly name: string;
  connect(endpoint: Endpoint): Promise<OfficialClient>;
}

/** What each client answers when it is asked. */
export const answers = {
  sampling: 'A model says hello',
  elicitation: { name: 'Ada' },
  root: { uri: new URL('./fixture/files', import.meta.url).href, name: 'Files' },
} as const;

export const capabilities = { sampling: {}, elicitation: {}, roots: { listChanged: true } } as const;
