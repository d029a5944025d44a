import type { AgentHostOptions } from './agent-host.ts';
import { AgentError } from './errors.ts';

/**
 * How an agent that is a program listens, by the variables that SignalWire's SDKs read: `HOST`, `PORT`,
 * `SWML_BASIC_AUTH_USER`, `SWML_BASIC_AUTH_PASSWORD`, and `SWML_PROXY_URL_BASE`, where the platform
 * reaches the agent.
 *
 * @throws AgentError `GW_AGENT_SETTING`, naming the variable.
 */
export function readAgentEnvironment(env: Readonly<Record<string, string | undefined>>): AgentHostOptions {
  const { HOST, PORT, SWML_BASIC_AUTH_USER, SWML_BASIC_AUTH_PASSWORD, SWML_PROXY_URL_BASE } = env;
  const port = Number(PORT || 3000);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new AgentError('GW_AGENT_SETTING', `PORT must be a port number, not ${PORT}`);
  if (SWML_PROXY_URL_BASE && !/^https?:/.test(URL.parse(SWML_PROXY_URL_BASE)?.protocol ?? ''))
    throw new AgentError('GW_AGENT_SETTING', 'SWML_PROXY_URL_BASE must be an http or https URL');
  return {
    port,
    ...(HOST && { host: HOST }),
    ...(SWML_BASIC_AUTH_USER && { user: SWML_BASIC_AUTH_USER }),
    ...(SWML_BASIC_AUTH_PASSWORD && { password: SWML_BASIC_AUTH_PASSWORD }),
    ...(SWML_PROXY_URL_BASE && { publicUrl: SWML_PROXY_URL_BASE }),
  };
}
