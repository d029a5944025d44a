import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { recordingLogger, startFault } from './start-client.ts';

test("stderr is logged with the service's name, up to a budget", async () => {
  verifies('mcp-client:stderr:logged');
  const logger = recordingLogger();
  await using client = await startFault('stderr-lines', 5_000, { logger });
  await expect.poll(() => client.stderrTail.at(-1)).toBe('line 5000');
  const logged = logger.entries.filter(({ message }) => message === 'stderr of the server');
  expect(logged[0]).toMatchObject({
    level: 'info',
    fields: { service: 'fixture', pid: client.pid, line: 'line 1' },
  });
  expect(logged.length).toBeGreaterThanOrEqual(200);
  expect(logged.length).toBeLessThan(500);
});
