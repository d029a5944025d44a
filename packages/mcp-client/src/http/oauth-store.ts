/** What OAuth keeps of one service, as plain JSON. Secret: to be encrypted where it is kept. */
export interface OAuthRecord {
  /** Access and refresh token. */
  readonly tokens?: object;
  /** The client as it is registered with the authorization server. */
  readonly client?: object;
  /** When a log-in has begun, in milliseconds since the epoch; what follows belongs to it. */
  readonly begunAt?: number;
  readonly codeVerifier?: string;
  readonly state?: string;
  readonly discovery?: object;
}

/** Keeps one service's {@link OAuthRecord}. */
export interface OAuthStore {
  load(): Promise<OAuthRecord | undefined>;
  save(record: OAuthRecord): Promise<void>;
}

/** A store as long as the process. */
export function createMemoryOAuthStore(): OAuthStore {
  let kept: OAuthRecord | undefined;
  return {
    load: async () => kept,
    save: async record => {
      kept = record;
    },
  };
}
