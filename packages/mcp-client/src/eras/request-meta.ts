import { asObject, type JsonObject } from '../json-rpc/json-rpc-message.ts';

const PREFIX = 'io.modelcontextprotocol/';
const VERSION = `${PREFIX}protocolVersion`;
const CLIENT_INFO = `${PREFIX}clientInfo`;
const CLIENT_CAPABILITIES = `${PREFIX}clientCapabilities`;
const LOG_LEVEL = `${PREFIX}logLevel`;

/** Says to which `subscriptions/listen` request a notification belongs. */
export const SUBSCRIPTION_ID = `${PREFIX}subscriptionId`;
/** Where a result of the 2026 era tells who gave it. */
export const SERVER_INFO = `${PREFIX}serverInfo`;

/**
 * Puts into a request's parameters what an era wants there, and the progress token where there is one. All else
 * stays as it is; without anything to change, the parameters themselves are given back.
 */
export type RequestMeta = (
  params: JsonObject | undefined,
  progressToken: number | undefined,
) => JsonObject | undefined;

/** Before the era is known. */
export const metaAsGiven: RequestMeta = (params, progressToken) =>
  progressToken === undefined ? params : { ...params, _meta: { ...asObject(params?._meta), progressToken } };

/** 2025: the version, the client and its log level belong to the session; what a request says of them is dropped. */
export const metaOf2025: RequestMeta = (params, progressToken) => {
  const given = asObject(params?._meta);
  if (
    !given ||
    !(VERSION in given || CLIENT_INFO in given || CLIENT_CAPABILITIES in given || LOG_LEVEL in given)
  ) {
    return metaAsGiven(params, progressToken);
  }
  const { [VERSION]: _v, [CLIENT_INFO]: _i, [CLIENT_CAPABILITIES]: _c, [LOG_LEVEL]: _l, ...rest } = given;
  return { ...params, _meta: progressToken === undefined ? rest : { ...rest, progressToken } };
};

/** What requests of the 2026 era say of us. */
export interface ClientMeta {
  readonly protocolVersion: string;
  readonly clientInfo: JsonObject;
  readonly capabilities: JsonObject;
  readonly logLevel?: string | undefined;
}

/** 2026: each request says the version, the client and its capabilities; what it says already stays. */
export function metaOf2026({ protocolVersion, clientInfo, capabilities, logLevel }: ClientMeta): RequestMeta {
  const ours = {
    [VERSION]: protocolVersion,
    [CLIENT_INFO]: clientInfo,
    [CLIENT_CAPABILITIES]: capabilities,
    ...(logLevel === undefined ? {} : { [LOG_LEVEL]: logLevel }),
  };
  return (params, progressToken) => {
    const meta = { ...ours, ...asObject(params?._meta) };
    return { ...params, _meta: progressToken === undefined ? meta : { ...meta, progressToken } };
  };
}
