import { exampleOf } from '../example.ts';
import type { DescribedRoute } from './route.ts';

/** Every answer of a route: what it was asked for, and its refusals. */
export const answersOf = (route: DescribedRoute) => ({ ...successes(route), ...refusals(route) });

function successes({ schema: { response = {} }, operation, words }: DescribedRoute) {
  const { gives, streams = false } = operation;
  const events = streams ? { 'text/event-stream': { schema: { type: 'string' } } } : {};
  const described = Object.entries(response).map(([status, schema]) => {
    if (status === '204') return [status, { description: 'Done; there is nothing to tell.' }];
    const example = exampleOf(schema, { words });
    const isShown = example !== undefined && gives === undefined;
    const answer = { schema, ...(isShown ? { example } : {}) };
    return [status, { description: 'Done.', content: { [gives ?? 'application/json']: answer, ...events } }];
  });
  if (described.length > 0 || gives === undefined) return Object.fromEntries(described);
  return { 200: { description: 'The bytes.', content: { [gives]: { schema: {} } } } };
}

const problem = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };

/** What any request may meet, then what follows from what the route takes, then its own. */
function refusals({ method, path, schema, operation }: DescribedRoute) {
  const { rest, takes, isPublic = false } = operation;
  const isChecked = schema.params ?? schema.querystring ?? schema.body ?? rest;
  const all: Record<number, string> = {
    400: 'The request is no HTTP as it should be, or its body is none of its type.',
    ...(isPublic
      ? {}
      : { 401: 'Credentials are missing, wrong, expired or revoked.', 403: 'The API key lacks the scope.' }),
    ...(/[:*]/.test(path) ? { 404: 'There is no such thing.' } : {}),
    ...(method === 'GET'
      ? {}
      : {
          413: 'The body is larger than 10 MB.',
          415: `The body is not declared as ${takes ?? 'application/json'}.`,
        }),
    ...(isChecked ? { 422: 'Values are not as described: `errors` points at each.' } : {}),
    429: 'Over `rate_limit_rpm` of the key, or over `rate_limiting.api_limit`.',
    503: 'What it needs is not there now: `Retry-After` says when to ask again.',
    ...operation.refusals,
  };
  return Object.fromEntries(
    Object.entries(all).map(([status, description]) => [status, { description, content: problem }]),
  );
}
