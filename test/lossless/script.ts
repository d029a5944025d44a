/** What the echo server says to a request. All texts are raw JSON, and go out as they are. */
export interface Script {
  /** Before the answer, in this order; `"$progressToken"` becomes the token of the request. */
  readonly notifications: readonly { readonly method: string; readonly params: string }[];
  /** What it asks of its client before it answers. */
  readonly ask?: { readonly method: string; readonly params: string };
  /** `"result":{…}` or `"error":{…}` */
  readonly reply: string;
}
