import { randomUUID } from 'node:crypto';
import { sessionOf } from './call-session.ts';
import type { Connection } from './connection.ts';
import { SkillError } from './errors.ts';
import type { SkillLogger } from './logger.ts';
import { isRecord } from './record.ts';
import { failureSentence } from './spoken-error.ts';
import { spokenResult } from './spoken-result.ts';
import type { SwaigRequest, SwaigResponse } from './swaig.ts';
import type { ListedTool } from './tool-listing.ts';

export interface ToolCall {
  readonly entry: ListedTool;
  readonly args: Readonly<Record<string, unknown>>;
  readonly request: SwaigRequest;
  readonly agentName: string;
  readonly signal?: AbortSignal | undefined;
}

/** Runs a tool for a phone call. Never rejects: a failure is a sentence that the agent can say. */
export async function callTool(
  { client, listing, settings }: Connection,
  { entry, args, request, agentName, signal }: ToolCall,
  logger: SkillLogger,
): Promise<SwaigResponse> {
  const service = entry.service;
  const tool = entry.tool.name;
  const session = sessionOf(request);
  // A call without any id gets a session for itself: nobody else's state, and none left behind.
  const sessionId = session ?? `single-${randomUUID()}`;
  try {
    const answer = await client.call({
      service,
      tool,
      arguments: argumentsOf(args),
      sessionId,
      sessionTimeoutSeconds: settings.sessionTimeoutSeconds,
      metadata: {
        agent_id: agentName,
        timestamp: request.timestamp ?? new Date().toISOString(),
        call_id: request.call_id ?? null,
      },
      signal,
    });
    const { text, failed } = spokenResult(answer);
    return { response: failed ? failureSentence(service, tool, text) : text };
  } catch (error) {
    logger.error(failureSentence(service, tool, (error as Error).message));
    const known = error instanceof SkillError;
    // The gateway knows the service or the tool no longer: what we have heard is out of date.
    if (known && error.status === 404) void listing.doubt();
    return {
      response: failureSentence(service, tool, known ? error.spoken : 'something unexpected happened'),
    };
  } finally {
    if (session === undefined) client.closeSession(sessionId).catch(() => {});
  }
}

/** Some hosts hand over the platform's whole `argument` envelope, `{ parsed: [arguments], raw }`. */
function argumentsOf(args: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { parsed, raw } = args;
  if (!Array.isArray(parsed) || typeof raw !== 'string') return args;
  const [first] = parsed as unknown[];
  return isRecord(first) ? first : {};
}
