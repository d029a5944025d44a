export type { JsonSchema } from './config-json-schema.ts';
export { configJsonSchema } from './config-json-schema.ts';
export type { ConfigChange } from './diff-config.ts';
export { diffConfig } from './diff-config.ts';
export type { ConfigErrorCode, ConfigIssue } from './errors.ts';
export { ConfigError, formatIssue } from './errors.ts';
export type { LoadedConfig } from './load-config.ts';
export { loadConfig } from './load-config.ts';
export type { ParseConfigOptions, ParsedConfig } from './parse-config.ts';
export { parseConfig } from './parse-config.ts';
export type { RateLimit } from './rate-limit.ts';
export { parseRateLimit } from './rate-limit.ts';
export type {
  CatalogConfig,
  EmbeddingsConfig,
  GatewayConfig,
  LoggingConfig,
  McpConfig,
  RateLimitingConfig,
  SandboxConfig,
  SandboxesConfig,
  SecurityConfig,
  ServerConfig,
  ServiceConfig,
  SessionConfig,
} from './schema/gateway-config.ts';
export { GatewayConfigSchema } from './schema/gateway-config.ts';
export type { Env } from './substitute.ts';
export type { WatchConfigOptions } from './watch-config.ts';
export { watchConfig } from './watch-config.ts';
export type { DefaultConfigOptions, ServiceEntry, WrittenConfig } from './write-default-config.ts';
export { writeDefaultConfig } from './write-default-config.ts';
