import type { Requirement } from '../requirement.ts';

export const skill: readonly Requirement[] = [
  {
    id: 'skill:agent:global-data',
    sentence: 'Global data are mcp_gateway_url, mcp_session_id and mcp_services.',
    source: 'signalwire-wire.md, Skill',
  },
  {
    id: 'skill:agent:hints',
    sentence: "Hints are MCP, gateway and the services' names.",
    source: 'signalwire-wire.md, Skill',
  },
  {
    id: 'skill:agent:prompt',
    sentence: 'The prompt gains the section MCP Gateway Integration.',
    source: 'signalwire-wire.md, Skill',
  },
  { id: 'skill:alone', sentence: 'The skill works without any SDK.', source: 'issue 3, part 7' },
  {
    id: 'skill:call:body',
    sentence:
      'A call posts tool, arguments, session_id, timeout and metadata with agent_id, timestamp and call_id.',
    source: 'signalwire-wire.md, Skill',
  },
  {
    id: 'skill:call:idempotency-key',
    sentence: 'Every call has an idempotency key that all its attempts share.',
    source: 'issue 3, part 7',
  },
  {
    id: 'skill:call:no-id',
    sentence: 'A call without any id shares no session and leaves none behind.',
    source: 'issue 3, part 7',
  },
  {
    id: 'skill:call:session-id',
    sentence: 'The session is global_data.mcp_call_id, else call_id.',
    source: 'signalwire-wire.md, Skill',
  },
  {
    id: 'skill:failure:speakable',
    sentence: 'A failure is a sentence that can be said aloud: no JSON, no markup, no stack.',
    source: 'issue 3, part 7',
  },
  {
    id: 'skill:failure:spoken',
    sentence: 'The final failure is spoken as Failed to call service.tool: reason.',
    source: 'signalwire-wire.md, Skill',
  },
  {
    id: 'skill:failure:tool-error',
    sentence: 'A tool that reports a failure of its own is a failure.',
    source: 'signalwire-wire.md, Where the original is weak',
  },
  {
    id: 'skill:hangup:closes-session',
    sentence: "The hangup function deletes the call's session.",
    source: 'signalwire-wire.md, Skill',
  },
  {
    id: 'skill:hangup:function',
    sentence: 'The hidden function _mcp_gateway_hangup is marked as hangup hook.',
    source: 'signalwire-wire.md, Skill',
  },
  {
    id: 'skill:parameters:defaults',
    sentence: "The skill has the original's parameters with the original's defaults.",
    source: 'signalwire-gateway-guide.txt',
  },
  {
    id: 'skill:parameters:schema',
    sentence: 'The skill describes its parameters as data.',
    source: 'issue 3, part 7',
  },
  {
    id: 'skill:parameters:skip-prompt',
    sentence: 'skip_prompt leaves out the prompt section.',
    source: 'issue 3, part 7',
  },
  {
    id: 'skill:parameters:swaig-fields',
    sentence: 'swaig_fields are added to every function.',
    source: 'issue 3, part 7',
  },
  {
    id: 'skill:parameters:token',
    sentence: 'A bearer token stands in for user and password.',
    source: 'signalwire-gateway-guide.txt',
  },
  {
    id: 'skill:parameters:tool-prefix',
    sentence: "tool_prefix begins the functions' names.",
    source: 'signalwire-gateway-guide.txt',
  },
  {
    id: 'skill:parameters:verify-ssl',
    sentence: 'verify_ssl: false accepts a self-signed certificate, the default refuses it.',
    source: 'signalwire-gateway-guide.txt',
  },
  {
    id: 'skill:result:speakable',
    sentence: 'Whatever a tool answers becomes a text for the agent.',
    source: 'issue 3, part 7',
  },
  { id: 'skill:retry:5xx', sentence: 'Server errors are tried again.', source: 'signalwire-wire.md, Skill' },
  {
    id: 'skill:retry:attempts',
    sentence: 'No more than retry_attempts requests are sent.',
    source: 'signalwire-wire.md, Skill',
  },
  {
    id: 'skill:retry:connection',
    sentence: 'Broken connections are tried again.',
    source: 'signalwire-wire.md, Skill',
  },
  { id: 'skill:retry:never-4xx', sentence: 'A 4xx answer is final.', source: 'signalwire-wire.md, Skill' },
  {
    id: 'skill:retry:rate-limit',
    sentence: 'Over a rate limit the skill waits for Retry-After within its time-out.',
    source: 'issue 3, part 7',
  },
  {
    id: 'skill:retry:rate-limit-patience',
    sentence: 'A wait beyond the time-out is not begun.',
    source: 'issue 3, part 7',
  },
  { id: 'skill:retry:runs-once', sentence: 'Retries never run a tool twice.', source: 'issue 3, part 7' },
  { id: 'skill:retry:timeout', sentence: 'Time-outs are tried again.', source: 'signalwire-wire.md, Skill' },
  {
    id: 'skill:sdk:add-skill',
    sentence: "AgentBase.addSkill of SignalWire's TypeScript SDK accepts the skill.",
    source: 'issue 3, part 7',
  },
  {
    id: 'skill:sdk:copies',
    sentence: 'Copies of the skill that the SDK makes for a request ask the gateway for nothing.',
    source: 'issue 3, part 7',
  },
  {
    id: 'skill:sdk:refresh',
    sentence: 'Tools gained and lost reach the functions that the SDK keeps.',
    source: 'issue 3, part 7',
  },
  {
    id: 'skill:setup:health',
    sentence: "Setup asks for the gateway's health and fails where it has none.",
    source: 'signalwire-wire.md, Skill',
  },
  {
    id: 'skill:setup:parameters',
    sentence: 'Setup refuses missing and wrong parameters and names all of them.',
    source: 'signalwire-wire.md, Skill',
  },
  {
    id: 'skill:setup:private-address',
    sentence:
      'Setup refuses private and loopback gateway addresses, by number and by name, unless SWML_ALLOW_PRIVATE_URLS allows them.',
    source: 'signalwire-wire.md, Skill',
  },
  {
    id: 'skill:setup:private-redirect',
    sentence: 'A redirect to a private address is refused before anything is sent there.',
    source: 'signalwire-wire.md, Skill',
  },
  {
    id: 'skill:tools:all-services',
    sentence: 'Where no services are named, all that the gateway lists are used.',
    source: 'signalwire-wire.md, Skill',
  },
  {
    id: 'skill:tools:as-the-original',
    sentence:
      "Functions, hints and global data are those that SignalWire's Python skill makes of the same gateway.",
    source: 'signalwire-wire.md, Skill',
  },
  {
    id: 'skill:tools:callable-names',
    sentence: "Functions have names that SWAIG endpoints accept, whatever the tools' names hold.",
    source: 'issue 3, part 7',
  },
  {
    id: 'skill:tools:denied',
    sentence: 'A tool that the gateway denies leaves the functions.',
    source: 'issue 3, part 7',
  },
  {
    id: 'skill:tools:description',
    sentence: "A function's description is [service] and the tool's description.",
    source: 'signalwire-wire.md, Skill',
  },
  {
    id: 'skill:tools:failing-service',
    sentence: 'A service that cannot be listed leaves the others usable.',
    source: 'issue 3, part 7',
  },
  {
    id: 'skill:tools:name',
    sentence: 'A tool becomes the function {tool_prefix}{service}_{tool}.',
    source: 'signalwire-wire.md, Skill',
  },
  {
    id: 'skill:tools:nested-schema',
    sentence: 'Nested and array schemas are kept, references written out.',
    source: 'issue 3, part 7',
  },
  {
    id: 'skill:tools:refresh',
    sentence: 'Tools gained or lost upstream are taken up.',
    source: 'issue 3, part 7',
  },
  {
    id: 'skill:tools:schema',
    sentence: 'Arguments keep type, description, enum and required, and their default unless required.',
    source: 'signalwire-wire.md, Skill',
  },
  {
    id: 'skill:tools:selection',
    sentence: 'Named services and tools are the only functions.',
    source: 'signalwire-gateway-guide.txt',
  },
];
