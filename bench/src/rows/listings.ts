import type { Effort } from '../effort.ts';
import { Line } from '../line.ts';
import { gateway } from '../line-kinds.ts';
import { echo } from '../measured-services.ts';
import { type Row, ratioAtMost, rowOf } from '../row.ts';
import { timed } from '../session-call.ts';
import { median } from '../statistics.ts';

/** Listing a service's tools beside listing the services: both are known, neither may start anything. */
export async function measureListings({ firstCalls }: Effort): Promise<Row[]> {
  await using line = await Line.start(gateway, { echo });
  using connection = line.connect();
  const [services, tools]: [number[], number[]] = [[], []];
  const warmUp = 200;
  for (let i = 0; i < warmUp + firstCalls * 20; i++) {
    const pair = [
      await timed(connection, { method: 'GET', path: '/services' }),
      await timed(connection, { method: 'GET', path: '/services/echo/tools' }),
    ] as const;
    if (i < warmUp) continue;
    services.push(pair[0]);
    tools.push(pair[1]);
  }
  return [
    rowOf({
      what: 'GET /services/{name}/tools',
      unit: 'ms',
      figure: median(tools),
      against: { name: 'GET /services', figure: median(services) },
      goal: ratioAtMost(1.5),
    }),
  ];
}
