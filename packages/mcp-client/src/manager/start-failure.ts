import { UpstreamError, type UpstreamErrorDetails } from '../errors.ts';

/** Why a service has no upstream to call; nothing has been carried out, so all may be tried again. */
export function startFailed(
  service: string,
  why: string,
  options: { cause?: unknown; details?: UpstreamErrorDetails } = {},
): UpstreamError {
  const message = `Service ${service} could not be started: ${why}`;
  return new UpstreamError('GW_UPSTREAM_START_FAILED', service, message, { ...options, retryable: true });
}

export function startCancelled(service: string, cause?: unknown): UpstreamError {
  const message = `Service ${service} was not started: it was cancelled`;
  return new UpstreamError('GW_UPSTREAM_CANCELLED', service, message, { cause, retryable: true });
}

/** What a remote caller may learn of a failed start: nothing that a spawner says, for it knows paths. */
export function describeFailure(cause: unknown): string {
  if (!(cause instanceof UpstreamError)) return 'its process could not be started';
  return `it ${cause.message.replace(`Service ${cause.service} `, '')}`;
}
