import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type { TestPlatform } from './test-platform.ts';

interface Place {
  /** Where the gateway listens. */
  readonly url: string;
  /** What follows `/mcp/`. */
  readonly at: string;
  readonly era: '2025' | '2026';
  readonly headers?: Readonly<Record<string, string>>;
}

/** The official client of either era, connected to an endpoint, and what it was told of changed tools. */
export class OfficialClient implements AsyncDisposable {
  readonly client: Client;
  /** How often it was told that the tools have changed. */
  told = 0;

  private constructor(era: Place['era']) {
    this.client = new Client(
      { name: 'test', version: '1' },
      {
        versionNegotiation: { mode: era === '2026' ? { pin: '2026-07-28' } : 'legacy' },
        listChanged: { tools: { autoRefresh: false, debounceMs: 0, onChanged: () => void this.told++ } },
      },
    );
  }

  static async connect(platform: TestPlatform, { url, at, era, headers }: Place): Promise<OfficialClient> {
    const made = new OfficialClient(era);
    await made.client.connect(
      new StreamableHTTPClientTransport(new URL(`${url}/mcp/${at}`), {
        requestInit: { headers: { ...platform.gateway.headers, ...headers } },
      }),
    );
    return made;
  }

  async toolNames(): Promise<string[]> {
    return (await this.client.listTools()).tools.map(({ name }) => name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client.close();
  }
}
