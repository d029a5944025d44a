import Type from 'typebox';
import { isAddressRange } from '../address-range.ts';
import { SandboxSchema } from './sandbox.ts';
import { choice, flag, list, named, seconds, section, text, textThat, wholeNumber } from './setting.ts';

// A NUL ends a text for the operating system: the server would be started with something else.
const withoutNul = (value: string) => !value.includes('\0');

function isHttpUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, username, password } = new URL(value);
  return /^https?:$/.test(protocol) && username === '' && password === '';
}

const isHeaderValue = (value: string) => /^[\t\x20-\x7e\x80-\xff]*$/.test(value);

const ServiceSchema = section(
  {
    command: Type.Optional(
      list(
        textThat(withoutNul, {
          expected: 'a text without NUL characters',
          description: 'Command or argument.',
        }),
        {
          minItems: 1,
          secretAfterFirst: true,
          expected: 'a list of texts, the command and its arguments: ["python3", "./server.py"]',
          description:
            'Command that starts the MCP server, and its arguments. No shell is involved. Relative paths are those of the folder in which the server starts. A service has either `command` or `url`.',
        },
      ),
    ),
    url: Type.Optional(
      textThat(isHttpUrl, {
        expected: 'an HTTP or HTTPS URL such as "https://example.com/mcp", without user name and password',
        description: 'Address of an MCP server that runs elsewhere. A service has either `command` or `url`.',
      }),
    ),
    transport: choice(['auto', 'streamable-http', 'sse'], {
      default: 'auto',
      description:
        'How a server at a `url` is spoken to: Streamable HTTP, or the older HTTP+SSE (`sse`). `auto` finds out.',
    }),
    headers: named(
      "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$",
      textThat(isHeaderValue, {
        expected: 'a text that a header can carry: no line breaks or other control characters',
        description: 'Value of the header.',
      }),
      {
        secret: true,
        expected: 'the name of an HTTP header: letters, digits and "-"',
        description: 'Headers sent with every request to the `url`, such as `Authorization`.',
      },
    ),
    allow_private_addresses: list(
      textThat(isAddressRange, {
        expected: 'an IP address or a range such as "10.0.0.0/8"',
        description: 'An address or range.',
      }),
      {
        default: [],
        description:
          'Private, loopback and link-local addresses that the `url` may lead to, beside those of `security.allow_private_addresses`.',
      },
    ),
    description: text({ default: '', description: 'What the service is for; callers see it.' }),
    enabled: flag({
      default: true,
      description: '`false` neither starts nor lists the service; its settings are checked all the same.',
    }),
    env: named(
      '^[^=\\s$\\u0000]+$',
      textThat(withoutNul, {
        expected: 'a text without NUL characters',
        description: 'Value of the variable.',
      }),
      {
        secret: true,
        expected: 'the name of an environment variable, without "=", "$" and spaces',
        description: 'Environment variables for the server, beside those that the sandbox gives it.',
      },
    ),
    sandbox: SandboxSchema,
    call_timeout: seconds({
      default: 30,
      description: 'Time for one call of a tool, in seconds; a call may ask for another one.',
    }),
    start_timeout: seconds({
      default: 30,
      description: 'Time for the server to start and to answer `initialize`, in seconds.',
    }),
    pin: choice(['warn', 'hold', 'off'], {
      default: 'warn',
      description:
        'What becomes of a tool that is not what it was when it was approved, which at first is how it was first seen: `warn` offers it and tells the log, `hold` holds it back until it is approved, `off` takes it as it is.',
    }),
    warm: wholeNumber({
      default: 0,
      minimum: 0,
      maximum: 1000,
      description:
        'Processes kept started and initialised ahead, so that the first call of a session does not wait.',
    }),
    shared: flag({
      default: false,
      description: '`true` serves all sessions by one process. For servers without state.',
    }),
  },
  { oneOf: ['command', 'url'], description: 'One MCP server.' },
);

/** The MCP servers behind the gateway, by name. */
export const ServicesSchema = named('^[a-zA-Z0-9_-]{1,64}$', ServiceSchema, {
  expected: 'a name of 1 to 64 letters, digits, "_" and "-"',
  description: 'The MCP servers, by name: 1 to 64 letters, digits, `_` and `-`.',
});
