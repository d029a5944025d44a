import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../e2e/gateway.ts';

const exec = promisify(execFile);

/**
 * The Python that has the original product (`signalwire-sdk[mcp-gateway]==3.7.5`): SIGNALWIRE_PYTHON, or the
 * virtual environment that `.ci/run` makes. Undefined where there is none.
 */
export const python: string | undefined = [
  process.env.SIGNALWIRE_PYTHON,
  join(root, '.venv', 'bin', 'python'),
].find(path => path !== undefined && existsSync(path));

/** A command that the Python package installed beside it. */
export const pythonCommand = (name: string) => join(dirname(python ?? ''), name);

/** The environment for Python programs: nothing of ours, and no files left in the repository. */
export const pythonEnv = (more: Record<string, string> = {}) => ({
  PATH: process.env.PATH ?? '',
  HOME: '/nonexistent',
  PYTHONDONTWRITEBYTECODE: '1',
  ...more,
});

/** Whether that Python has a module. */
export const hasPythonModule = (name: string): Promise<boolean> =>
  python === undefined
    ? Promise.resolve(false)
    : exec(python, ['-c', `import ${name}`], { env: pythonEnv() }).then(
        () => true,
        () => false,
      );

/** Where a gateway is, as the agent of these tests reads it. The SDK's own switch lets it call 127.0.0.1. */
export interface GatewayAddress {
  readonly url: string;
  readonly user: string;
  readonly password: string;
}

const agentEnv = ({ url, user, password }: GatewayAddress, more: Record<string, string>) =>
  pythonEnv({
    SWML_ALLOW_PRIVATE_URLS: '1',
    GATEWAY_URL: url,
    GATEWAY_USER: user,
    GATEWAY_PASSWORD: password,
    ...more,
  });

/** Runs the SDK's `swaig-test` on the agent; resolves with what it prints. */
export async function swaigTest(
  gateway: GatewayAddress,
  args: readonly string[],
  env: Record<string, string> = {},
) {
  const { stdout } = await exec(pythonCommand('swaig-test'), ['mcp_agent.py', ...args], {
    cwd: import.meta.dirname,
    env: agentEnv(gateway, env),
  });
  return stdout;
}

export type FunctionCall = readonly [name: string, args: object, rawData: object];

/** Executes functions of the agent, whose skill calls the gateway. */
export async function callFunctions(
  gateway: GatewayAddress,
  calls: readonly FunctionCall[],
  env: Record<string, string> = {},
): Promise<{ response?: string }[]> {
  const running = exec(python ?? '', ['call_tools.py'], {
    cwd: import.meta.dirname,
    env: agentEnv(gateway, env),
  });
  running.child.stdin?.end(JSON.stringify(calls));
  return JSON.parse((await running).stdout) as { response?: string }[];
}
