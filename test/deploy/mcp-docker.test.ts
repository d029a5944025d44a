import { chmod } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { verifies } from '@gw/test';
import { describe, expect, test } from 'vitest';
import { RecordingDocker } from './recording-docker.ts';

const repositoryRoot = fileURLToPath(new URL('../../', import.meta.url));
const asRoot = process.getuid?.() === 0;
const config = '{ "server": {}, "services": {} }';

describe('build', () => {
  test('builds the image of the Dockerfile from the repository root, with the given arguments', async () => {
    verifies('deploy:script:build');
    await using docker = await RecordingDocker.create(['service']);
    const { code } = await docker.run(['build', '--build-arg', 'PYTHON=1']);
    expect(code).toBe(0);
    const [[build, f, dockerfile = '', ...rest] = []] = await docker.changes();
    const context = rest.pop() ?? '';
    expect([build, f, ...rest]).toEqual(['build', '-f', '-t', 'mcp-gateway', '--build-arg', 'PYTHON=1']);
    expect(resolve(dockerfile)).toBe(join(repositoryRoot, 'deploy', 'Dockerfile'));
    expect(`${resolve(context)}/`).toBe(repositoryRoot);
  });

  test('fails as docker fails', async () => {
    await using docker = await RecordingDocker.create(['service', 'broken']);
    expect(await docker.run(['build'])).toMatchObject({ code: 17 });
  });
});

describe('start', () => {
  test('runs the image as the owner of the config file, closed to all but what it needs', async () => {
    verifies('deploy:script:start');
    await using docker = await startable();
    const { code, stdout } = await docker.run(['start']);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: 'mcp-gateway is starting on http://127.0.0.1:8080\n',
    });
    const owner = asRoot ? '1000:1000' : `${process.getuid?.()}:${process.getgid?.()}`;
    expect(await docker.changes()).toEqual([
      [
        ...['run', '--detach', '--name', 'mcp-gateway', '--init'],
        ...['--restart', 'unless-stopped', '--stop-timeout', '15'],
        ...['--user', owner, '--read-only', '--tmpfs', '/tmp', '--cap-drop', 'ALL'],
        ...['--security-opt', 'no-new-privileges', '--publish', '127.0.0.1:8080:8080'],
        ...['--volume', `${docker.folder}/config.json:/var/lib/mcp-gateway/config.json:ro`],
        ...['--volume', 'mcp-gateway-data:/var/lib/mcp-gateway/data', 'mcp-gateway'],
      ],
    ]);
  });

  test('takes names, address, config file and variables from the environment', async () => {
    await using docker = await startable();
    await docker.write('other config.json', config);
    await docker.write('secrets.env', 'MCP_AUTH_PASSWORD=x');
    const { code, stdout } = await docker.run(['start'], {
      MCP_CONFIG: join(docker.folder, 'other config.json'),
      MCP_ENV_FILE: 'secrets.env',
      MCP_BIND: '0.0.0.0',
      MCP_PUBLISH: '9000',
      MCP_CONTAINER: 'voice',
      MCP_IMAGE: 'registry.example/mcp-gateway:1',
    });
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'voice is starting on http://0.0.0.0:9000\n' });
    const [run = []] = await docker.changes();
    expect(run).toEqual(
      expect.arrayContaining([
        'voice',
        '0.0.0.0:9000:8080',
        `${docker.folder}/other config.json:/var/lib/mcp-gateway/config.json:ro`,
        'voice-data:/var/lib/mcp-gateway/data',
      ]),
    );
    expect(run.slice(-3)).toEqual(['--env-file', 'secrets.env', 'registry.example/mcp-gateway:1']);
  });

  test('replaces a container that has ended', async () => {
    await using docker = await startable('exited');
    expect(await docker.run(['start'])).toMatchObject({ code: 0 });
    expect((await docker.changes()).map(([command]) => command)).toEqual(['rm', 'run']);
  });

  test('refuses while it runs', async () => {
    await using docker = await startable('running');
    await expectRefusal(
      docker,
      ['start'],
      "mcp-gateway is running already; 'restart' takes up a changed config",
    );
  });

  test('refuses without a config file', async () => {
    await using docker = await RecordingDocker.create();
    await expectRefusal(docker, ['start'], 'there is no config file config.json');
  });

  test('refuses without an image', async () => {
    await using docker = await RecordingDocker.create(['service']);
    await docker.write('config.json', config);
    await expectRefusal(docker, ['start'], "there is no image mcp-gateway; 'build' makes it");
  });

  test('refuses a config that would listen where nobody outside the container can reach it', async () => {
    await using docker = await startable();
    await docker.write('config.json', '{ "server": { "host" : "127.0.0.1" } }');
    await expectRefusal(docker, ['start'], 'config.json has the gateway listen inside its container only');
  });

  test('refuses a config that only root can read, and says what to do', async () => {
    await using docker = await startable();
    await docker.write('bin/stat', '#!/bin/sh\ncase $2 in %a) echo 600 ;; *) echo 0:0 ;; esac\n');
    await chmod(join(docker.folder, 'bin/stat'), 0o755);
    await expectRefusal(
      docker,
      ['start'],
      'config.json is readable by root alone; give it to a user: chown 1000:1000 config.json',
    );
  });

  test('says nothing of a start that docker refused', async () => {
    await using docker = await startable();
    await docker.write('broken', '');
    expect(await docker.run(['start'])).toMatchObject({ code: 17, stdout: '' });
  });
});

test('stop gives calls in flight their time, then removes the container', async () => {
  verifies('deploy:script:stop');
  await using docker = await startable('running');
  expect(await docker.run(['stop'])).toMatchObject({ code: 0, stdout: 'mcp-gateway is stopped\n' });
  expect(await docker.changes()).toEqual([
    ['stop', '--time', '15', 'mcp-gateway'],
    ['rm', 'mcp-gateway'],
  ]);
  await expectRefusal(docker, ['stop'], 'there is no container mcp-gateway');
});

test.for([['running'], ['exited'], [undefined]] as const)('restart starts anew from %s', async ([state]) => {
  verifies('deploy:script:restart');
  await using docker = await startable(state);
  expect(await docker.run(['restart'])).toMatchObject({ code: 0 });
  const commands = (await docker.changes()).map(([command]) => command);
  expect(commands).toEqual(state ? ['stop', 'rm', 'run'] : ['run']);
});

test('logs hands its arguments to docker and shows what it says', async () => {
  verifies('deploy:script:logs');
  await using docker = await startable('running');
  expect(await docker.run(['logs', '-f', '--tail', '10'])).toMatchObject({
    code: 0,
    stdout: 'a line of the log\n',
  });
  expect(await docker.changes()).toEqual([['logs', '-f', '--tail', '10', 'mcp-gateway']]);
});

test('shell opens one in the running container only', async () => {
  verifies('deploy:script:shell');
  await using docker = await startable('running');
  expect(await docker.run(['shell'])).toMatchObject({ code: 0 });
  expect(await docker.changes()).toEqual([['exec', '--interactive', '--tty', 'mcp-gateway', '/bin/sh']]);
  await using stopped = await startable('exited');
  await expectRefusal(stopped, ['shell'], 'mcp-gateway is not running');
});

test.for([
  ['running', 0, 'mcp-gateway: running, as asked\n'],
  ['exited', 3, 'mcp-gateway: exited, as asked\n'],
  [undefined, 3, 'mcp-gateway: not started\n'],
] as const)('status of a container that is %s exits with %d', async ([state, code, stdout]) => {
  verifies('deploy:script:status');
  await using docker = await startable(state);
  expect(await docker.run(['status'])).toMatchObject({ code, stdout });
  expect(await docker.changes()).toEqual([]);
});

test('clean removes container, data and image, and what is not there is no error', async () => {
  verifies('deploy:script:clean');
  await using docker = await RecordingDocker.create(['service', 'image', 'volume'], 'running');
  expect(await docker.run(['clean'])).toMatchObject({ code: 0 });
  const removed = [
    ['rm', '--force', 'mcp-gateway'],
    ['volume', 'rm', 'mcp-gateway-data'],
    ['image', 'rm', 'mcp-gateway'],
  ];
  expect(await docker.changes()).toEqual(removed);
  expect(await docker.run(['clean'])).toMatchObject({ code: 0 });
  expect(await docker.changes()).toEqual(removed);
});

test('--help lists every command, without docker', async () => {
  verifies('deploy:script:help');
  await using docker = await RecordingDocker.create([]);
  for (const args of [['--help'], ['help'], []]) {
    const { code, stdout } = await docker.run(args);
    expect(code).toBe(0);
    for (const command of ['build', 'start', 'stop', 'restart', 'logs', 'shell', 'status', 'clean'])
      expect(stdout).toMatch(new RegExp(`^ {2}${command} `, 'm'));
  }
});

test('the commands of docs/deployment.md work one after the other', async () => {
  await using docker = await RecordingDocker.create(['service']);
  await docker.write('config.json', config);
  await chmod(join(docker.folder, 'config.json'), 0o644);
  for (const command of [
    'deploy/mcp-docker.sh build',
    'deploy/mcp-docker.sh start',
    'deploy/mcp-docker.sh status',
    'deploy/mcp-docker.sh logs -f',
    'deploy/mcp-docker.sh shell',
    'deploy/mcp-docker.sh restart',
    'deploy/mcp-docker.sh stop',
    'deploy/mcp-docker.sh clean',
  ])
    expect(await docker.run(command.split(' ').slice(1)), command).toMatchObject({ code: 0, stderr: '' });
});

test.for([
  [['strat'], 'no such command: strat'],
  [['usage'], 'no such command: usage'],
  [['fail'], 'no such command: fail'],
  [['start', 'now'], 'start takes no arguments: now'],
  [['clean', '--all'], 'clean takes no arguments: --all'],
] as const)('%j is a wrong use: exit code 2', async ([args, message]) => {
  await using docker = await startable('running');
  const { code, stderr } = await docker.run(args);
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(`mcp-docker.sh: ${message}`) });
  expect(await docker.changes()).toEqual([]);
});

test('a docker without its service, or none at all, is said in words', async () => {
  await using docker = await RecordingDocker.create(['image']);
  await expectRefusal(docker, ['start'], 'docker does not answer: is its service running');
  await expectRefusal(docker, ['status'], 'docker is not on the path', { PATH: join(docker.folder, 'none') });
});

async function startable(container?: 'running' | 'exited'): Promise<RecordingDocker> {
  const docker = await RecordingDocker.create(['service', 'image'], container);
  await docker.write('config.json', config);
  await chmod(join(docker.folder, 'config.json'), 0o644);
  return docker;
}

async function expectRefusal(
  docker: RecordingDocker,
  args: readonly string[],
  message: string,
  env: Record<string, string> = {},
): Promise<void> {
  const before = await docker.changes();
  const { code, stdout, stderr } = await docker.run(args, env);
  expect({ code, stdout, stderr }).toEqual({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining(`mcp-docker.sh: ${message}`),
  });
  expect(await docker.changes()).toEqual(before);
}
