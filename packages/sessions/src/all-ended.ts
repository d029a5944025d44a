/**
 * Waits for all, whatever becomes of each.
 *
 * @throws AggregateError with every failure
 */
export async function allEnded(tasks: Iterable<Promise<unknown>>, what: string): Promise<void> {
  const failures: unknown[] = [];
  for (const outcome of await Promise.allSettled(tasks)) {
    if (outcome.status === 'rejected') failures.push(outcome.reason);
  }
  if (failures.length > 0) throw new AggregateError(failures, `${what} did not end cleanly`);
}
