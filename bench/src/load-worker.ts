// The load generator's own process: orders come in over the channel to its parent, reports go back.
import { type LoadOrder, load } from './load-generator.ts';

process.on('message', async (order: LoadOrder) => {
  const outcome = await load(order).then(
    report => ({ report }),
    (error: Error) => ({ error: error.message }),
  );
  process.send?.(outcome);
});
process.on('disconnect', () => process.exit());
