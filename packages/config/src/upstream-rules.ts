import type { Draft } from './draft.ts';
import type { ConfigIssue } from './errors.ts';
import { childPointer } from './json-pointer.ts';
import type { GatewayConfig } from './schema/gateway-config.ts';

/** A service is started by a command or reached at a URL, never both. */
export function checkUpstreams(
  { services = {} }: Draft<GatewayConfig>,
  isRefused: (pointer: string) => boolean,
): ConfigIssue[] {
  return Object.entries(services).flatMap(([name, service]) => {
    if (!service) return [];
    const pointer = childPointer('/services', name);
    const { command, url } = service;
    if (command && url) {
      const message = `can't stand beside url: a service is either started (command) or reached (url)`;
      return [{ pointer: `${pointer}/command`, message, expected: 'either command or url' }];
    }
    if (command?.[0] === '') {
      const message = 'must name a command';
      return [
        { pointer: `${pointer}/command/0`, message, value: '', expected: 'the name or path of a command' },
      ];
    }
    // One that couldn't be read has an issue already.
    if (command || url || isRefused(`${pointer}/command`) || isRefused(`${pointer}/url`)) return [];
    const expected = 'a list of texts, the command and its arguments: ["python3", "./server.py"]';
    const message = `is missing; it must be ${expected}, unless the service has a url`;
    return [{ pointer: `${pointer}/command`, message, expected }];
  });
}

/** Settings for servers at a URL do nothing for those that are started. */
export function warnOfIdleSettings({ services }: GatewayConfig): ConfigIssue[] {
  return Object.entries(services).flatMap(([name, { url, headers, transport, allow_private_addresses }]) => {
    if (url !== undefined) return [];
    const idle = [
      ...(Object.keys(headers).length > 0 ? ['headers'] : []),
      ...(transport === 'auto' ? [] : ['transport']),
      ...(allow_private_addresses.length > 0 ? ['allow_private_addresses'] : []),
    ];
    const message = 'has no effect: the service is started by a command; it is for services with a url';
    return idle.map(key => ({ pointer: `${childPointer('/services', name)}/${key}`, message }));
  });
}
