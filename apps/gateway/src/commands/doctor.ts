import type { GatewayConfig } from '@gw/config';
import { type Capabilities, createSandbox, type Inspection, type Sandbox, SandboxError } from '@gw/sandbox';
import { readConfig } from '../config-file.ts';
import type { CommandContext } from '../context.ts';
import { openLog } from '../log.ts';
import { gatewayFiles, sandboxPolicy } from '../sandbox-policy.ts';
import { describeDiagnosis } from './doctor-text.ts';

/** What `doctor` found. */
export interface Diagnosis {
  readonly host: Capabilities;
  /** Of every enabled service that runs here; those at a URL have no process. */
  readonly services: Readonly<Record<string, Partial<Inspection>>>;
}

/**
 * Says what this host gives, how each service's policy holds, and what to install. Starts no server. The exit code is
 * 1 when one couldn't start.
 */
export async function doctor(
  context: CommandContext,
  options: { config: string; json?: boolean },
): Promise<void> {
  const { config } = await readConfig(context, options.config);
  const { logger } = await openLog({ level: 'CRITICAL', format: 'json' });
  await using sandbox = await createSandbox({
    baseDir: config.session.sandbox_dir,
    dataDir: config.data_dir,
    env: context.env,
    cwd: context.cwd,
    hidden: gatewayFiles(config, { configPath: options.config, cwd: context.cwd }),
    logger,
  });
  const services = Object.entries(config.services).filter(([, { enabled, command }]) => enabled && command);
  const inspections = await Promise.all(
    services.map(async ([name, service]) => [name, await inspect(sandbox, name, service)] as const),
  );
  const diagnosis: Diagnosis = { host: sandbox.capabilities, services: Object.fromEntries(inspections) };
  if (inspections.some(([, { problem }]) => problem !== undefined)) context.setExitCode(1);
  context.print(options.json ? JSON.stringify(diagnosis, null, 2) : describeDiagnosis(diagnosis));
}

async function inspect(
  sandbox: Sandbox,
  name: string,
  { command = [], env, sandbox: settings }: GatewayConfig['services'][string],
): Promise<Partial<Inspection>> {
  try {
    return await sandbox.inspect({ name, command, env, policy: sandboxPolicy(settings) });
  } catch (error) {
    if (error instanceof SandboxError) return { problem: error.message };
    throw error;
  }
}
