import { servicesInOrder } from './gateway-catalog.ts';
import type { GatewayCatalogs } from './gateway-catalogs.ts';
import type { HubContext } from './hub-context.ts';
import type { Selection } from './selection.ts';

/** Of one server's own instructions, in characters. */
const maxOfServer = 2_000;
/** In all, in characters. */
const maxTotal = 16_000;

/** What a client of all servers is told: which there are, what each says of itself, and which are not there and why. */
export function gatewayInstructions(
  hub: HubContext,
  { base, outages }: GatewayCatalogs,
  selections: readonly Selection[],
): string {
  const services = servicesInOrder(hub).filter(service => selections.every(one => one.touches(service)));
  const parts = [
    ...selections.flatMap(({ description }) => description ?? []),
    `Tools and prompts of ${services.length} MCP servers, with names like \`server__name\`.`,
    ...services.map(service => {
      const description = hub.manager.services.get(service)?.description ?? '';
      const outage = outages.get(service);
      const surface = base.surface(service);
      const own = surface?.identity.instructions ?? '';
      const gone =
        outage && !surface
          ? `Not available since ${new Date(outage.since).toISOString()}: ${outage.error.message}`
          : '';
      return [`## ${service}`, description, shortened(own, maxOfServer), gone].filter(Boolean).join('\n');
    }),
  ];
  return shortened(parts.join('\n\n'), maxTotal);
}

const shortened = (text: string, max: number): string =>
  text.length <= max ? text : `${text.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
