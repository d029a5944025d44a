import type { JsonObject } from '../../hub.ts';
import { asObject } from '../message.ts';
import { rpcCodes } from '../rpc-codes.ts';
import { refusal } from '../rpc-failure.ts';
import { metaKeys } from './meta-keys.ts';

/** What a 2026 request tells about its client. */
export interface RequestMeta {
  readonly protocolVersion: string;
  readonly capabilities: JsonObject;
  readonly clientInfo?: JsonObject;
  /** The least severe log message that the client wants; absent: it wants none. */
  readonly logLevel?: LogLevel;
}

/** Levels of log messages, the least severe first. */
const logLevels = ['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency'] as const;

/** A level of log messages. */
export type LogLevel = (typeof logLevels)[number];

/** Whether params say the protocol's version themselves: what makes a request one of the 2026 era. */
export function claimsVersion(params: JsonObject | undefined): boolean {
  const meta = params?._meta;
  return typeof meta === 'object' && meta !== null && metaKeys.protocolVersion in meta;
}

/**
 * Reads what every 2026 request must tell.
 *
 * @throws McpError -32602 (HTTP 400) naming what is missing or wrong
 */
export function readRequestMeta(params: JsonObject | undefined): RequestMeta {
  const meta = asObject(params?._meta);
  if (!meta) throw invalid('_meta is missing');
  const protocolVersion = meta[metaKeys.protocolVersion];
  if (typeof protocolVersion !== 'string')
    throw invalid(`_meta["${metaKeys.protocolVersion}"] must be a string`);
  const capabilities = asObject(meta[metaKeys.clientCapabilities]);
  if (!capabilities) throw invalid(`_meta["${metaKeys.clientCapabilities}"] must be an object`);
  const clientInfo = meta[metaKeys.clientInfo];
  if (clientInfo !== undefined && !asObject(clientInfo)) {
    throw invalid(`_meta["${metaKeys.clientInfo}"] must be an object`);
  }
  const logLevel = meta[metaKeys.logLevel];
  if (logLevel !== undefined && !isLogLevel(logLevel)) {
    throw invalid(`_meta["${metaKeys.logLevel}"] must be one of ${logLevels.join(', ')}`);
  }
  return {
    protocolVersion,
    capabilities,
    ...(clientInfo === undefined ? {} : { clientInfo: clientInfo as JsonObject }),
    ...(logLevel === undefined ? {} : { logLevel }),
  };
}

/** Whether a log message is one of those that a request has asked for. */
export function isWanted(level: unknown, least: LogLevel | undefined): boolean {
  if (least === undefined) return false;
  // A level that nobody knows is the server's own affair: it is passed on.
  return !isLogLevel(level) || logLevels.indexOf(level) >= logLevels.indexOf(least);
}

const isLogLevel = (value: unknown): value is LogLevel => logLevels.includes(value as LogLevel);

const invalid = (problem: string) => refusal(400, rpcCodes.invalidParams, `Invalid params: ${problem}`);
