import { UpstreamError, type UpstreamErrorCode, UpstreamHttpError } from '../errors.ts';
import { AddressRefusedError, ConnectError } from './connector.ts';

/** What a status that is no success means, as an error of the service. */
export function statusFailure(service: string, { host }: URL, status: number): UpstreamHttpError {
  const message = `Service ${service} (${host}) answered with HTTP ${status}: ${meaningOf(status)}`;
  // A request that was refused as such was not carried out; of one that took too long nobody knows.
  const retryable = status >= 400 && status < 500 && status !== 408;
  return new UpstreamHttpError(service, status, message, { retryable });
}

function meaningOf(status: number): string {
  switch (status) {
    case 401:
      return 'it wants other credentials than it was sent';
    case 403:
      return 'it does not allow this with the credentials that it was sent';
    case 404:
      return 'there is no MCP server at the path of its URL';
    case 405:
      return 'there is no MCP server of this transport at its URL';
    case 408:
      return 'it did not get the message in time';
    case 413:
      return 'the message is too long for it';
    case 429:
      return 'it is asked too often; try later';
    case 502:
    case 503:
    case 504:
      return 'it does not work at present; try later';
    default:
      if (status >= 500) return 'it failed';
      return status >= 400 ? 'it did not accept the message' : 'which is no answer to a message';
  }
}

/** What went wrong below HTTP, as an error of the service. */
export function networkFailure(service: string, url: URL, cause: unknown): UpstreamError {
  const failed = (code: UpstreamErrorCode, what: string, retryable = false) =>
    new UpstreamError(code, service, `Service ${service} ${what}`, { cause, retryable });
  if (cause instanceof AddressRefusedError) {
    return failed('GW_UPSTREAM_ADDRESS_REFUSED', `was not asked: ${cause.message}`, true);
  }
  const code = codeOf(cause instanceof ConnectError ? cause.cause : cause);
  if (cause instanceof ConnectError) {
    return failed('GW_UPSTREAM_UNREACHABLE', `could not be reached: ${connectFailure(code, url)}`, true);
  }
  if (code === 'UND_ERR_HEADERS_TIMEOUT') {
    return failed('GW_UPSTREAM_TIMEOUT', `(${url.host}) took the message, and did not answer in time`);
  }
  if (code === 'HTTPParserError' || code.startsWith('HPE_') || code === 'UND_ERR_HEADERS_OVERFLOW') {
    return failed('GW_UPSTREAM_PROTOCOL', `(${url.host}) answered with something that is no HTTP (${code})`);
  }
  return failed(
    'GW_UPSTREAM_UNREACHABLE',
    `(${url.host}) closed the connection before it had answered (${code})`,
  );
}

function connectFailure(code: string, { hostname, host, protocol }: URL): string {
  switch (code) {
    case 'ENOTFOUND':
      return `there is no host ${hostname} (${code}); check its URL`;
    case 'EAI_AGAIN':
      return `no name server tells the address of ${hostname} (${code})`;
    case 'ECONNREFUSED':
      return `nothing listens at ${host} (${code})`;
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'ETIMEDOUT':
      return `${host} does not answer connections (${code})`;
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'EPROTO':
      return `${host} does not speak TLS (${code}); its URL may have to begin with http:`;
    default:
      return protocol === 'https:' && /CERT|ISSUER|SIGNATURE|TLS|SSL/.test(code)
        ? `the certificate of ${hostname} is not trusted (${code})`
        : `the connection to ${host} failed (${code})`;
  }
}

function codeOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'unknown';
  if ('code' in cause && typeof cause.code === 'string') return cause.code;
  return cause instanceof AggregateError ? codeOf(cause.errors[0]) : cause.name;
}
