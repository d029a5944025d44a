import type { ConnectionRecord } from '@gw/store';

/** A connection as it may be shown: `hint` is all that is ever seen of its secret. */
export type ConnectionInfo = Omit<ConnectionRecord, 'sealedSecret' | 'sealedRefreshToken'>;

/** What a principal gives of a connection with a secret of his own. */
export interface NewConnectionFields {
  readonly serverId: string;
  readonly credentialType: 'api_key' | 'bearer' | 'none' | 'basic';
  /** Key, token or password; empty for `none`. */
  readonly secret: string;
  readonly alias?: string | null | undefined;
  /** The header, or the variable of a stdio server. Default `Authorization`. */
  readonly headerName?: string | undefined;
  /** What stands before the secret. Default none; `Bearer ` for bearer tokens in the header `Authorization`. */
  readonly prefix?: string | undefined;
  readonly username?: string | undefined;
  /** What isn't secret. */
  readonly connectionData?: Readonly<Record<string, unknown>> | null | undefined;
}

/** A connection in memory. */
export class Connection {
  record: ConnectionRecord;
  /** Another one after each new log-in: whoever it is for then must not find what was begun for somebody else. */
  generation = 0;
  /** The last use, in epoch milliseconds; undefined: none since the start. */
  usedAt: number | undefined;

  constructor(record: ConnectionRecord) {
    this.record = record;
  }

  get info(): ConnectionInfo {
    const { sealedSecret: _, sealedRefreshToken: __, ...info } = this.record;
    return { ...info, lastAccessedAt: this.usedAt ?? info.lastAccessedAt };
  }
}

/** The header or variable value that a connection's secret makes. */
export function carriedValue(
  { credentialType, username, prefix, headerName }: ConnectionRecord,
  secret: string,
  isHeader: boolean,
): string {
  if (credentialType === 'basic') {
    return `Basic ${Buffer.from(`${username ?? ''}:${secret}`).toString('base64')}`;
  }
  const isAuthorization = isHeader && headerName?.toLowerCase() === 'authorization';
  const scheme = credentialType === 'bearer' && isAuthorization ? 'Bearer ' : '';
  return `${prefix || scheme}${secret}`;
}
