/** What a server that refuses credentials said. */
export interface AuthorizationChallenge {
  /** 401, or 403 where more is needed than the credentials allow. */
  readonly status: number;
  /** The header `WWW-Authenticate`. */
  readonly wwwAuthenticate?: string;
  /** What {@link Authorization.headers} had given for the request. */
  readonly sent: Readonly<Record<string, string>>;
}

/** Gives the requests to one upstream their credentials, and new ones when the upstream asks for them. */
export interface Authorization {
  /** Headers for the next request; asked for each. Sent to the URL's own origin only. */
  headers(): Promise<Readonly<Record<string, string>>>;
  /**
   * The upstream wants other credentials. `true`: there are new ones, try again. Asked a bounded number of times for
   * one request, and by several requests at once.
   *
   * @throws UpstreamError what the caller is told in place of the refusal
   */
  challenged(challenge: AuthorizationChallenge): Promise<boolean>;
}
