import { readConfig } from '../config-file.ts';
import type { CommandContext } from '../context.ts';
import { openLog } from '../log.ts';
import { openPlatformStore } from '../platform-store.ts';

/** Reads the whole audit trail and says whether each record is as it was written; the exit code is 1 when not. */
export async function auditVerify(
  context: CommandContext,
  options: { config: string; json?: boolean },
): Promise<void> {
  const { config } = await readConfig(context, options.config);
  using log = await openLog({ level: 'CRITICAL', format: 'json' });
  await using store = await openPlatformStore(config, log.logger);
  const verdict = await store.audit.verify();
  if (!verdict.valid) context.setExitCode(1);
  if (options.json) context.print(JSON.stringify(verdict, null, 2));
  else if (verdict.valid) context.print(`${verdict.records} audit records, each as it was written.`);
  else
    context.print(`The audit trail is not as it was written: at record ${verdict.seq}, ${verdict.reason}.`);
}
