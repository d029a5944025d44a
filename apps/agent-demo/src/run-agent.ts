import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Agent } from './agent.ts';
import { readAgentEnvironment } from './agent-environment.ts';
import { type AgentHost, startAgentHost } from './agent-host.ts';

/**
 * Makes an agent's module a program: where the module is the one that Node was started with, the agent
 * listens until a signal ends it; where the module is imported, as `swaig-test` does, nothing happens.
 * This is where an agent reads the process: `HOST`, `PORT`, `SWML_BASIC_AUTH_USER`,
 * `SWML_BASIC_AUTH_PASSWORD`, `SWML_PROXY_URL_BASE` (where the platform reaches it).
 *
 * @param moduleUrl the module's `import.meta.url`.
 */
export async function runAgent(agent: Agent, moduleUrl: string): Promise<void> {
  const program = process.argv[1];
  if (program === undefined || realpathSync(program) !== realpathSync(fileURLToPath(moduleUrl))) return;
  let host: AgentHost;
  try {
    host = await startAgentHost(agent, {
      ...readAgentEnvironment(process.env),
      logger: { stream: process.stderr },
    });
  } catch (error) {
    process.stderr.write(`${agent.name} can't start: ${(error as Error).message}\n`);
    process.exitCode = 1;
    return;
  }
  process.stdout.write(`${agent.name} listens on ${host.url}\nSWML address: ${host.swmlUrl}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void host.stop());
}
