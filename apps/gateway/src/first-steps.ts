import type { WrittenConfig } from './config-file.ts';

export interface FirstSteps {
  readonly url: string;
  readonly configPath: string;
  readonly written: WrittenConfig;
}

const trials = [
  { service: 'greeter', tool: 'greet', args: { name: 'World' } },
  { service: 'calculator', tool: 'add', args: { a: 2, b: 3 } },
];

/** What a newcomer is told after the first start: where the settings are, and calls that work as printed. */
export function firstSteps({ url, configPath, written }: FirstSteps): string {
  const { auth_user, auth_password } = written.server;
  const trial = trials.find(({ service }) => service in written.services);
  const curl = `curl -u ${auth_user}:${auth_password}`;
  const lines = [
    `Wrote ${configPath}, readable by you alone: a password, a token, and services to try.`,
    '',
    '# Health check (no credentials needed)',
    `curl ${url}/health`,
    '',
    '# List services',
    `${curl} ${url}/services`,
  ];
  if (trial) {
    const { service, tool, args } = trial;
    const body = JSON.stringify({ tool, session_id: 'test', arguments: args });
    lines.push(
      '',
      `# Get tools for the ${service} service`,
      `${curl} ${url}/services/${service}/tools`,
      '',
      `# Call the ${tool} tool`,
      `${curl} -X POST ${url}/services/${service}/call -H "Content-Type: application/json" -d '${body}'`,
    );
  }
  lines.push('', '# List active sessions', `${curl} ${url}/sessions`, '');
  return lines.join('\n');
}
