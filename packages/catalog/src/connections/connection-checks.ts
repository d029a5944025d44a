import type { ServerType } from '@gw/store';
import { invalid } from '../errors.ts';
import { checkCarrier, checkSecret, isForSecrets } from './carriers.ts';
import type { NewConnectionFields } from './connection.ts';

interface ServerOfConnection {
  readonly type: ServerType;
  readonly credentialRequirements: readonly Readonly<Record<string, unknown>>[];
  /** Names of the server's own credentials. */
  readonly credentialNames: readonly string[];
}

/** @throws CatalogError `GW_INVALID` */
export function checkConnection(
  fields: NewConnectionFields,
  server: ServerOfConnection,
  { isOwner }: { readonly isOwner: boolean },
): void {
  const { credentialType, secret, headerName = 'Authorization', prefix = '', username } = fields;
  checkConnectionData(fields.connectionData);
  if (credentialType === 'none') {
    if (secret !== '') throw invalid('/credential_value', 'must be empty for a connection of type none');
    return;
  }
  const isBasic = credentialType === 'basic';
  checkSecret(isBasic ? '/password' : '/credential_value', secret);
  if (isBasic) {
    checkSecret('/username', username ?? '');
    if (username?.includes(':')) throw invalid('/username', 'must not hold a colon');
  }
  checkCarrier('/header_name', headerName, server.type);
  if (prefix !== '') checkSecret('/prefix', prefix);
  if (server.type !== 'stdio' || isOwner) return;
  const asked = server.credentialRequirements.map(({ name }) => name);
  if (asked.includes(headerName) || server.credentialNames.includes(headerName) || isForSecrets(headerName))
    return;
  throw invalid(
    '/header_name',
    'names no variable that the server asks for, and is not named as secrets are',
  );
}

const secretKey =
  /(password|passwd|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|credential|authorization|bearer)/i;

/** What isn't sealed must not be secret. @throws CatalogError `GW_INVALID` */
export function checkConnectionData(data: Readonly<Record<string, unknown>> | null | undefined): void {
  const look = (value: unknown, pointer: string): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      const place = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      if (secretKey.test(key)) {
        throw invalid(place, 'is named as secrets are, which do not belong into connection_data');
      }
      look(inner, place);
    }
  };
  look(data, '/connection_data');
}
