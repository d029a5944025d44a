export const eras = ['2025', '2026'] as const;
export type Era = (typeof eras)[number];

/** The revision of the specification that stands for each era. */
export const revisions: Readonly<Record<Era, string>> = { '2025': '2025-11-25', '2026': '2026-07-28' };

export const transports = ['stdio', 'http'] as const;
export type Transport = (typeof transports)[number];

/** One way through the gateway: the suite as a client of one era, an upstream of one era behind one transport. */
export interface Cell {
  readonly client: Era;
  readonly upstream: Era;
  readonly transport: Transport;
}

export const cells: readonly Cell[] = eras.flatMap(client =>
  eras.flatMap(upstream => transports.map(transport => ({ client, upstream, transport }))),
);

/** The name of the service that is this cell's upstream. */
export const serviceOf = ({ upstream, transport }: Pick<Cell, 'upstream' | 'transport'>): string =>
  `era-${upstream}-${transport}`;
