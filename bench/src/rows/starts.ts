import type { Effort } from '../effort.ts';
import type { HttpRequest } from '../http-connection.ts';
import { Line, type LineKind, type Services } from '../line.ts';
import { bareLine, gateway } from '../line-kinds.ts';
import { echo } from '../measured-services.ts';
import { atMost, type Row, ratioAtMost, rowOf } from '../row.ts';
import { sessionCall } from '../session-call.ts';
import { median } from '../statistics.ts';

/** From the command's start to its first answered call, and to listening with a hundred services. */
export async function measureStarts({ starts }: Effort): Promise<Row[]> {
  const call = sessionCall('echo', 'first');
  const hundred: Services = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`echo-${i}`, echo]));
  const [ours, limit, listening]: [number[], number[], number[]] = [[], [], []];
  for (let i = 0; i < starts; i++) {
    limit.push(await timeToAnswer(bareLine, { echo }, call));
    ours.push(await timeToAnswer(gateway, { echo }, call));
    listening.push(await timeToAnswer(gateway, hundred, { method: 'GET', path: '/health' }));
  }
  return [
    rowOf({
      what: 'start to the first answered call',
      unit: 'ms',
      figure: median(ours),
      against: { name: 'bare line', figure: median(limit) },
      goal: ratioAtMost(2),
    }),
    rowOf({
      what: 'start to listening, 100 services',
      unit: 'ms',
      figure: median(listening),
      goal: atMost(1000),
    }),
  ];
}

async function timeToAnswer(kind: LineKind, services: Services, request: HttpRequest): Promise<number> {
  await using line = await Line.launch(kind, services);
  await line.firstAnswer(request);
  return performance.now() - line.startedAt;
}
