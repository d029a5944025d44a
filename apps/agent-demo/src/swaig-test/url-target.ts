import { SwaigTestError } from './errors.ts';
import { functionsOf, type SwaigTarget } from './swaig-target.ts';

type Json = Record<string, unknown>;

const TIMEOUT_MS = 120_000;

/** Talks to an agent over HTTP, as the platform does: any host of SWML and SWAIG, in any language. */
export function openUrl(address: string): SwaigTarget {
  return {
    swml: async callId => {
      const url = new URL(address);
      url.searchParams.set('call_id', callId);
      const got = await exchange(url.href, 'GET');
      if (isSwml(got.json)) return got.json;
      // Some hosts give SWML to posts alone, as the platform sends them at the start of a call.
      const posted = await exchange(address, 'POST', { call_id: callId, call: { call_id: callId } });
      if (isSwml(posted.json)) return posted.json;
      throw refusal(address, posted.status === 401 ? posted : got);
    },
    post: async (target, body) => {
      if (!target.web_hook_url)
        throw new SwaigTestError(`${target.function} has no web_hook_url: the platform runs it by itself`);
      const answer = await exchange(target.web_hook_url, 'POST', body);
      if (answer.status !== 200 || !answer.json) throw refusal(target.web_hook_url, answer);
      return answer.json;
    },
    [Symbol.asyncDispose]: async () => {},
  };
}

interface Answer {
  readonly status: number;
  readonly json: Json | undefined;
  readonly text: string;
}

async function exchange(address: string, method: 'GET' | 'POST', body?: Json): Promise<Answer> {
  const url = new URL(address);
  const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  url.username = '';
  url.password = '';
  try {
    const response = await fetch(url, {
      method,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: {
        accept: 'application/json',
        ...(credentials !== ':' && { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` }),
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, json: readObject(text), text };
  } catch (cause) {
    const { message } = ((cause as Error).cause ?? cause) as Error;
    throw new SwaigTestError(`${url.origin} could not be reached: ${message}`, 1, { cause });
  }
}

function readObject(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
  } catch {
    return undefined;
  }
}

function isSwml(json: Json | undefined): json is Json {
  return json !== undefined && 'sections' in json && Array.isArray(functionsOf(json));
}

function refusal(address: string, answer: Answer): SwaigTestError {
  const { origin, pathname } = new URL(address);
  if (answer.status === 401)
    return new SwaigTestError(
      `${origin} refuses the credentials (401): give them in the URL, http://user:password@host/`,
    );
  const reason = typeof answer.json?.error === 'string' ? answer.json.error : answer.text.slice(0, 200);
  return new SwaigTestError(`${origin}${pathname} answered ${answer.status}: ${reason || 'nothing'}`);
}
