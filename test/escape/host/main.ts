// The host of the attacks: everything in namespaces of its own, so that whatever an attack reaches is on the stage.
import { rm } from 'node:fs/promises';
import type { Attack, Column } from '../attack.ts';
import { attempts } from '../attempts/index.ts';
import { Scene } from './scene.ts';
import { prepareStage } from './stage.ts';

export interface HostRequest {
  readonly sequence: number;
  readonly id: Attack['id'];
  readonly column: Column;
}

export type HostMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly sequence: number; readonly verdict: string }
  | { readonly kind: 'failed'; readonly sequence: number; readonly reason: string };

const tell = (message: HostMessage) => process.send?.(message);
const stage = await prepareStage();
process.on('message', async ({ sequence, id, column }: HostRequest) => {
  try {
    const attempt = attempts[id];
    if (!attempt) throw new Error(`Nobody knows how to do ${id}`);
    tell({ kind: 'answer', sequence, verdict: await attempt(new Scene(stage, column)) });
  } catch (error) {
    tell({ kind: 'failed', sequence, reason: (error as Error).stack ?? String(error) });
  }
});
process.once('disconnect', async () => {
  await stage.stop();
  await rm(stage.folder, { recursive: true, force: true });
  await rm(stage.left, { force: true });
  process.exit(0);
});
tell({ kind: 'ready' });
