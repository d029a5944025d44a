import { SecretBox, SecretError } from '@gw/catalog';
import { readConfig } from '../config-file.ts';
import type { CommandContext } from '../context.ts';
import { makeNextKey, settleRotation, takeNextKey } from '../key-rotation.ts';
import { openLog } from '../log.ts';
import { openPlatformStore } from '../platform-store.ts';
import { loadSealingKey } from '../sealing-key.ts';
import { secretKey } from '../secret-key.ts';

/**
 * Seals all stored secrets with another key: that of `GATEWAY_NEW_SECRET_KEY` where it is set, else a new one in the
 * key file. Cut off at any moment, it leaves secrets that the gateway can open, and can be run again.
 *
 * @throws StoreError `GW_STORE_IN_USE` while a gateway runs
 * @throws SecretError a secret can be opened with neither key; nothing is changed then
 */
export async function rotateSecretKey(context: CommandContext, options: { config: string }): Promise<void> {
  const { config } = await readConfig(context, options.config);
  const { GATEWAY_SECRET_KEY: given, GATEWAY_NEW_SECRET_KEY: wanted } = context.env;
  const { data_dir: dataDir } = config;
  using log = await openLog({ level: 'CRITICAL', format: 'json' });
  await using store = await openPlatformStore(config, log.logger);
  await store
    .exclusively(async () => {
      const keyFile = await settleRotation(store, dataDir, await loadSealingKey(dataDir));
      const before = new SecretBox(secretKey({ GATEWAY_SECRET_KEY: given }, keyFile));
      // A key of the environment stays in nobody's hands but the operator's.
      const usesFile = !wanted && !given;
      if (!wanted && given) {
        context.warn('GATEWAY_NEW_SECRET_KEY is not set: the secrets go over to a key in the key file.');
      }
      const next = wanted
        ? secretKey({ GATEWAY_SECRET_KEY: wanted }, keyFile)
        : secretKey({}, await makeNextKey(dataDir));
      const after = new SecretBox(next);
      const count = await store.reseal(sealed =>
        after.isOwn(sealed) ? sealed : after.seal(before.open(sealed)),
      );
      if (!wanted) await takeNextKey(dataDir);
      context.print(`${count} secrets are sealed with another key now.`);
      if (wanted) context.print('Start the gateway with GATEWAY_SECRET_KEY set to it.');
      else if (!usesFile) context.print('Start the gateway without GATEWAY_SECRET_KEY.');
      context.print('Exports made before need the key that was; MCP clients open new sessions.');
    })
    .catch((error: unknown) => {
      if (!(error instanceof SecretError)) throw error;
      const what = `${error.message}; nothing was changed. Give the key that the gateway runs with`;
      throw Object.assign(new Error(what, { cause: error }), { code: error.code });
    });
}
