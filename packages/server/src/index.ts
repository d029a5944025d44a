export { buildApp } from './app.ts';
export type { Principal } from './credentials.ts';
export { RequestError, type ServerErrorCode, ServerOptionsError } from './errors.ts';
export { answerClientError, guardHttpServer, httpServerOptions } from './http-server.ts';
export { formatSecurityEvent, type SecurityDetails, type SecurityEventType } from './security-event.ts';
export type { ServerOptions } from './server-options.ts';
export { createSharedState, type SharedState } from './shared-state.ts';
