// The load generator's own process: orders come in over the channel to its parent, reports go back.
import { LoadGenerator, type LoadOrder } from './load-generator.ts';

const generator = new LoadGenerator();

process.on('message', async (order: LoadOrder) => {
  const outcome = await generator.load(order).then(
    report => ({ report }),
    (error: Error) => ({ error: error.message }),
  );
  process.send?.(outcome);
});
process.on('disconnect', () => process.exit());
