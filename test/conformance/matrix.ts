import { startGateway } from '../e2e/gateway.ts';
import { type Cell, type Era, serviceOf } from './cell.ts';
import { startFixtureUpstreams } from './fixture-upstreams.ts';
import { startForwarder } from './forwarder.ts';
import { runServerScenarios, type ScenarioResult } from './suite.ts';
import { warmUp } from './warm-up.ts';

/** A real gateway in front of the fixture in both eras, over both transports. */
export interface Matrix extends AsyncDisposable {
  /** Runs the suite through the gateway. */
  run(cell: Cell): Promise<Map<string, ScenarioResult>>;
  /** Runs the suite against the fixture itself, in its own era, over HTTP. */
  runDirectly(era: Era): Promise<Map<string, ScenarioResult>>;
}

export async function startMatrix(): Promise<Matrix> {
  await using started = new AsyncDisposableStack();
  const fixture = started.use(await startFixtureUpstreams());
  const gateway = started.use(await startGateway({ services: fixture.services }));
  const forwarder = started.use(await startForwarder(gateway.url, `Bearer ${gateway.token}`));
  const stack = started.move();
  return {
    async run(cell) {
      const url = `${forwarder.url}/mcp/servers/${serviceOf(cell)}`;
      if (cell.client === '2026') await warmUp(url);
      return runServerScenarios(cell.client, url);
    },
    runDirectly: era => runServerScenarios(era, fixture.urls[era]),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
