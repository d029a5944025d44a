/** One parameter of a skill, as SignalWire's skill registries describe them. */
export interface ParameterSchemaEntry {
  readonly type: 'string' | 'number' | 'integer' | 'boolean' | 'object' | 'array';
  readonly description: string;
  readonly default?: unknown;
  readonly required?: boolean;
  /** A secret: not to be shown. */
  readonly hidden?: boolean;
  /** The environment variable that stands in where the parameter is not given. */
  readonly env_var?: string;
  readonly min?: number;
  readonly max?: number;
  readonly items?: Readonly<Record<string, unknown>>;
}

/** The skill's parameters as data: what a registry or a form shows. */
export const parameterSchema = {
  swaig_fields: {
    type: 'object',
    description: 'Fields added to every SWAIG function of this skill.',
    default: {},
    required: false,
  },
  skip_prompt: {
    type: 'boolean',
    description: 'Leave out the prompt section of this skill.',
    default: false,
    required: false,
  },
  gateway_url: { type: 'string', description: 'URL of the MCP gateway.', required: true },
  auth_token: {
    type: 'string',
    description: 'Bearer token of the gateway; stands in for user and password.',
    required: false,
    hidden: true,
    env_var: 'MCP_GATEWAY_AUTH_TOKEN',
  },
  auth_user: {
    type: 'string',
    description: 'User name of the gateway; needed without a token.',
    required: false,
    env_var: 'MCP_GATEWAY_AUTH_USER',
  },
  auth_password: {
    type: 'string',
    description: 'Password of the gateway; needed without a token.',
    required: false,
    hidden: true,
    env_var: 'MCP_GATEWAY_AUTH_PASSWORD',
  },
  services: {
    type: 'array',
    description: 'Services to use; empty for all that the gateway offers.',
    default: [],
    required: false,
    items: {
      type: 'object',
      properties: {
        name: { type: 'string', description: 'Name of the service in the gateway.' },
        tools: { type: ['string', 'array'], description: '"*" for all tools, or a list of their names.' },
      },
    },
  },
  session_timeout: {
    type: 'integer',
    description: 'Idle seconds after which the session of a call ends.',
    default: 300,
    required: false,
    min: 1,
    max: 3600,
  },
  tool_prefix: {
    type: 'string',
    description: 'Text before the name of every SWAIG function.',
    default: 'mcp_',
    required: false,
  },
  retry_attempts: {
    type: 'integer',
    description: 'Attempts at a request before it counts as failed.',
    default: 3,
    required: false,
    min: 1,
    max: 100,
  },
  request_timeout: {
    type: 'integer',
    description: 'Seconds that one attempt may take.',
    default: 30,
    required: false,
    min: 1,
    max: 3600,
  },
  verify_ssl: {
    type: 'boolean',
    description: 'Check the certificate of the gateway.',
    default: true,
    required: false,
  },
  refresh_interval: {
    type: 'integer',
    description: 'Seconds after which the list of tools is renewed.',
    default: 60,
    required: false,
    min: 1,
    max: 86_400,
  },
} as const satisfies Readonly<Record<string, ParameterSchemaEntry>>;
