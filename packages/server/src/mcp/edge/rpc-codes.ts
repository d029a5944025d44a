/** Codes of JSON-RPC errors. Source: JSON-RPC 2.0, section 5.1, and MCP 2026-07-28, "Error Codes". */
export const rpcCodes = {
  parseError: -32_700,
  invalidRequest: -32_600,
  methodNotFound: -32_601,
  invalidParams: -32_602,
  internalError: -32_603,
  /** Headers and body of an HTTP request disagree, or a required header is missing. 2026 only. */
  headerMismatch: -32_020,
  /** The request needs a capability that the client has not declared. 2026 only. */
  missingCapability: -32_021,
  /** 2026 only. */
  unsupportedVersion: -32_022,
  /** A resource isn't there: up to 2025-11-25; later versions say `invalidParams`. */
  resourceNotFound: -32_002,
} as const;
