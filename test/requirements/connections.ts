import type { Requirement } from '../requirement.ts';

const secrets = 'issue 6, part 5';
const oauth = 'issue 6, part 6';

/** What callers and servers have to show to upstreams. */
export const connections: readonly Requirement[] = [
  {
    id: 'connections:sessions:own-upstream',
    sentence:
      'A call with credentials of its caller gets an upstream that was started with exactly these: no spare, no shared one, and none that another caller or an earlier credential has used.',
    source: secrets,
  },
  {
    id: 'connections:credentials:env',
    sentence:
      'A credential of a stdio server reaches it as a variable for everyone, and is gone for new calls once it is deleted.',
    source: secrets,
  },
  {
    id: 'connections:own:env',
    sentence:
      'A connection reaches a stdio server as a variable of a process that serves its principal alone.',
    source: secrets,
  },
  {
    id: 'connections:own:changes',
    sentence: 'A connection that is made, replaced or deleted holds, or ends, with the next call.',
    source: secrets,
  },
  {
    id: 'connections:own:sessions',
    sentence: 'Connections hold in call sessions as they do outside of them.',
    source: secrets,
  },
  {
    id: 'connections:api:list',
    sentence:
      'Connections are listed, with their servers where asked for, and none of their secrets is told.',
    source: 'platform-wire.md, Connections, credentials',
  },
  {
    id: 'connections:api:refusals',
    sentence:
      'Values that no header or variable can hold, secrets among what is not secret, and variables that would change what a server is are refused with pointers.',
    source: 'platform-wire.md, Connections, credentials',
  },
  {
    id: 'connections:requirements:start',
    sentence:
      'A server whose `credential_requirements` are not met is neither started nor called: 422 names what is missing.',
    source: 'platform-wire.md, Connections, credentials',
  },
  {
    id: 'connections:own:principal',
    sentence: 'A connection is seen, changed and used by its principal alone.',
    source: secrets,
  },
  {
    id: 'connections:oauth:flow',
    sentence:
      'A log-in is begun with PKCE, state and resource at the authorization server that a server names, and comes back to server.public_url; what comes of it is a connection with which calls work.',
    source: oauth,
  },
  {
    id: 'connections:oauth:registration',
    sentence: 'Without a client of its own the gateway registers itself, once.',
    source: oauth,
  },
  {
    id: 'connections:oauth:learned',
    sentence: 'A server that shows nothing without credentials is learned when somebody connects to it.',
    source: oauth,
  },
  {
    id: 'connections:oauth:state',
    sentence: 'The callback is open to all and takes each state once, as it was given.',
    source: oauth,
  },
  {
    id: 'connections:oauth:iss',
    sentence: 'What comes back from another issuer than the one that was asked is not exchanged.',
    source: oauth,
  },
  {
    id: 'connections:oauth:config',
    sentence:
      'oauth_config is set with its server, read back with its oauth_app_id and without its secret, kept where the secret is left out, and deleted.',
    source: 'platform-wire.md, Connections, credentials',
  },
  {
    id: 'connections:oauth:refresh',
    sentence: 'Tokens are refreshed when they are due, and when that is asked for.',
    source: oauth,
  },
  {
    id: 'connections:oauth:single-flight',
    sentence: 'Fifty calls that need a fresh token at once make one request for it.',
    source: oauth,
  },
  {
    id: 'connections:oauth:revoked',
    sentence:
      'Access that has ended is told as such, with failures and reason at the connection, until somebody logs in again.',
    source: oauth,
  },
  {
    id: 'connections:oauth:addresses',
    sentence: 'OAuth endpoints at private addresses are refused.',
    source: oauth,
  },
  {
    id: 'connections:client:credentials',
    sentence:
      'The unmodified Python client gives servers credentials, lists and deletes them, on both databases.',
    source: 'issue 6, Done means',
  },
  {
    id: 'connections:client:connections',
    sentence: 'The unmodified Python client makes, lists, reads and deletes connections, on both databases.',
    source: 'issue 6, Done means',
  },
  {
    id: 'connections:client:oauth',
    sentence:
      'The unmodified Python client begins log-ins and refreshes what comes of them, on both databases.',
    source: 'issue 6, Done means',
  },
  {
    id: 'connections:secrets:nowhere',
    sentence:
      'Credentials, connections, client secrets, tokens and API keys are in no log, answer, error, command line, database file or dump.',
    source: secrets,
  },
  {
    id: 'connections:own:headers',
    sentence:
      'A server at a URL gets credentials and connections as headers, bearer tokens and basic auth among them, a connection in place of a credential of its name.',
    source: secrets,
  },
  {
    id: 'connections:own:mcp',
    sentence: 'Connections hold for MCP clients, at once and until they are deleted.',
    source: secrets,
  },
  {
    id: 'connections:oauth:ahead',
    sentence: 'Tokens are refreshed before they expire, and what another gateway has changed is taken up.',
    source: oauth,
  },
  {
    id: 'connections:oauth:metadata',
    sentence:
      'Who the gateway is, is there to be read by authorization servers that take a URL as client id.',
    source: oauth,
  },
];
