import { answerOf } from '../e2e/gateway.ts';

/** What the suite declares in scenarios that wait for no longer than a second. */
const declared = [{}, { elicitation: {} }];

/**
 * Has a client of the 2026 era start the processes that the suite's impatient checks use: they read a stream for
 * 600 ms, and the start of a server on a busy machine isn't what they are about.
 */
export async function warmUp(url: string): Promise<void> {
  for (const capabilities of declared) {
    const _meta = {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientCapabilities': capabilities,
    };
    const params = { name: 'test_simple_text', arguments: {}, _meta };
    const { status, text } = await answerOf(
      await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          'mcp-protocol-version': '2026-07-28',
          'mcp-method': 'tools/call',
          'mcp-name': params.name,
        },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }),
      }),
    );
    if (status !== 200) throw new Error(`${url} answered with ${status}: ${text}`);
  }
}
