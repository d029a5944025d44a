import Type, { type TSchema } from 'typebox';
import { expectation } from '../src/expectation.ts';
import { GatewayConfigSchema } from '../src/schema/gateway-config.ts';
import { keywordsOf } from '../src/schema/setting.ts';

/** The reference page of the configuration, written from the schema. */
export function configurationPage(): string {
  const sections = Object.entries(GatewayConfigSchema.properties).filter(([, schema]) => !isLeaf(schema));
  const leaves = Object.entries(GatewayConfigSchema.properties).filter(([, schema]) => isLeaf(schema));
  return [
    introduction,
    ...sections.map(([key, schema]) => sectionText(key, schema, 2)),
    '## Other settings',
    table(leaves.map(([key, schema]) => [key, schema])),
    closing,
  ].join('\n\n');
}

function sectionText(path: string, schema: TSchema, level: number): string {
  const inner = Type.IsRecord(schema) ? Type.RecordValue(schema) : schema;
  const own = Type.IsRecord(schema) && Type.IsObject(inner) ? `${path}.<name>` : path;
  const members = Type.IsObject(inner) ? Object.entries(inner.properties) : [];
  const leaves = members.filter(([, child]) => isLeaf(child));
  const nested = members.filter(([, child]) => !isLeaf(child));
  return [
    `${'#'.repeat(level)} \`${own}\``,
    keywordsOf(schema).description,
    table(leaves.map(([key, child]) => [`${own}.${key}`, child])),
    ...nested.map(([key, child]) => sectionText(`${own}.${key}`, child, level + 1)),
  ].join('\n\n');
}

function table(settings: readonly (readonly [path: string, schema: TSchema])[]): string {
  const rows = settings.map(([path, schema]) => {
    const { description = '', env } = keywordsOf(schema);
    const filled = env === undefined ? '' : ` Filled by \`${env}\`.`;
    return [`\`${path}\``, values(schema), defaultOf(schema), description + filled].map(escapeBars);
  });
  return aligned([['Setting', 'Value', 'Default', 'Description'], ...rows]);
}

/** The rows as Markdown, the first as head, in the form that the formatter leaves alone. */
function aligned(rows: readonly string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map(row => row[column]?.length ?? 0)));
  const lines = rows.map(row => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)));
  const rule = widths.map(width => '-'.repeat(width));
  return lines
    .toSpliced(1, 0, rule)
    .map(cells => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function values(schema: TSchema): string {
  if (Type.IsRecord(schema)) return 'an object of texts';
  const { path } = keywordsOf(schema);
  return path ? 'a path' : expectation(schema);
}

function defaultOf(schema: TSchema): string {
  const { default: value, defaultText } = keywordsOf(schema);
  if (defaultText !== undefined) return defaultText;
  if (Type.IsRecord(schema)) return '`{}`';
  if (value !== undefined) return value === '' ? '' : `\`${JSON.stringify(value)}\``;
  return Type.IsOptional(schema) ? '' : '**required**';
}

/** Whether a setting is one row of a table; an object of settings gets a section of its own. */
function isLeaf(schema: TSchema): boolean {
  if (Type.IsRecord(schema)) return !Type.IsObject(Type.RecordValue(schema));
  return !Type.IsObject(schema);
}

const escapeBars = (text: string) => text.replaceAll('|', '\\|');

const introduction = `<!-- Written from the schema by \`pnpm --filter @gw/config docs\`; changes belong into packages/config. -->

# Configuration

The gateway reads one JSON file in UTF-8, \`config.json\` in the working folder unless \`--config\` names another. All that a file needs are credentials and services:

\`\`\`json
{
  "$schema": "./node_modules/@gw/config/config.schema.json",
  "server": {
    "auth_user": "admin",
    "auth_password": "\${MCP_AUTH_PASSWORD}"
  },
  "services": {
    "todo": {
      "command": ["python3", "./todo_mcp.py"],
      "description": "Todo list management"
    }
  }
}
\`\`\`

\`mcp-gateway validate\` checks a file and lists every problem with its JSON pointer, the value, and what was expected. A gateway with a wrong file doesn't start; one that runs keeps what it has. Keys that the gateway doesn't know have no effect, and are warned about with the known key that is nearest. The JSON Schema for editors is \`config.schema.json\` in the package \`@gw/config\`.

## Variables

\`\${VAR}\` and \`\${VAR|default}\` stand for an environment variable, as a whole value or within a text, and several in one text. They work in values, not in keys.

- A variable that is not set and has no default is an error. One that is set but empty counts as set.
- A default may hold any characters, further \`|\` and braces in pairs included: \`\${LABELS|{"a": 1}}\`. Where braces don't pair up, it ends at the first \`}\`.
- What a variable or default holds is taken as it is: placeholders in it are not replaced. A literal \`\${x}\` is therefore written as the default of a variable that is never set: \`\${LITERAL|\${x}}\`.

\`MCP_HOST\`, \`MCP_PORT\`, \`MCP_AUTH_USER\`, \`MCP_AUTH_PASSWORD\` and \`MCP_AUTH_TOKEN\` fill their setting when the file leaves it out or empty. What the file says wins.

## Texts, numbers, switches

Where a number is meant, a text in decimal notation will do (\`"8080"\`, \`"0.5"\`); where a switch is meant, \`"true"\` and \`"false"\` in any case. Nothing else is converted: \`yes\`, \`1e3\` and \`0x1F\` are errors. Where a text is meant, digits stay a text: a password of \`"12345"\` is these five characters. A number without quotes where a text is meant is an error, since \`1.0\` and \`1\` are the same number and different texts.

Times are in seconds and may have a fraction. Relative paths are those of the working folder of the gateway, an empty path is the same as none; commands are left as they are.`;

const closing = `## Credentials

Nothing listens without credentials: \`auth_user\` with \`auth_password\`, or \`auth_token\`, or all three. With the password \`changeme\`, which the original's examples publish, the gateway listens on \`127.0.0.1\` only and warns.

## Rate limits

A limit is a number of requests in a time: \`10 per minute\`, \`10/minute\`, \`5 per 2 hours\`. Units are \`second\`, \`minute\`, \`hour\`, \`day\`, \`month\` (30 days) and \`year\` (360 days), in singular or plural and any case. Several limits stand in one text, separated by \`;\`, \`,\` or \`|\`; all of them hold.

## Both \`sandbox\` and \`sandbox_config\`

Either name may be used. Where a service has both, they are merged; for a setting in both of them, \`sandbox\` wins, with a warning.
`;
