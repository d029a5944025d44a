import type { InProcessServer } from '@gw/mcp-client';
import { type Platform, PlatformHost } from '../../platform.ts';
import { SandboxServer } from './sandbox-server.ts';

/** The built-in server `sandbox`, over the sandboxes of a platform; until that is open, its tools say so. */
export function createSandboxServer(platform: Platform, version: string): InProcessServer {
  const host = PlatformHost.of(platform);
  return new SandboxServer({ version, open: async () => host.parts.sandboxes.open() });
}
