import { existsSync } from 'node:fs';
import { chmod, mkdir, rename, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { verifies } from '@gw/test';
import { describe, expect, test } from 'vitest';
import { capabilities, node } from './support.ts';
import { hasPlace, smallHost } from './view-support.ts';

describe.skipIf(!capabilities.bubblewrap.available || !hasPlace)(
  'what a server sees under high, the default',
  () => {
    test('homes are empty, and nothing can be put into them', async () => {
      verifies('isolation:files:homes');
      await using host = await smallHost();
      const said = await host.shell(`cat ${host.home}/.ssh/id; ls -A ${host.home}; touch ${host.home}/x`);
      expect(said).not.toContain(host.secret);
      expect(said).toMatch(/No such file.*Read-only file system/s);
    });

    test('the rest of the host is there, read-only', async () => {
      verifies('isolation:files:read-only');
      await using host = await smallHost();
      const file = await host.write('elsewhere/file', 'seen');
      const said = await host.shell(`cat ${file}; echo changed > ${file}; rm ${file}; mkdir /etc/new`);
      expect(said).toMatch(/^seen/);
      expect(said.match(/Read-only file system/g)).toHaveLength(3);
    });

    test('temporary folders are its own: writable, empty at first, and gone with it', async () => {
      verifies('isolation:files:temporary');
      await using host = await smallHost();
      const script =
        'for f in /tmp /var/tmp /dev/shm "$HOME"; do ls -A $f; echo x > $f/mine && cat $f/mine; done';
      // Programs below a temporary folder would be shown there.
      const env = { PATH: '/usr/bin:/bin' };
      for (let turn = 0; turn < 2; turn++) expect(await host.shell(script, { env })).toBe('x\nmine\nx\nx\nx');
    });

    test('no other process is to be seen', async () => {
      verifies('isolation:processes:hidden');
      await using host = await smallHost();
      const pids = (await host.shell('ls /proc | grep "^[0-9]" | sort -n')).split('\n').map(Number);
      expect(pids[0]).toBe(1);
      expect(Math.max(...pids)).toBeLessThan(20);
    });

    test('the environment and words of what starts it tell nothing of the gateway', async () => {
      verifies('isolation:processes:hidden');
      await using host = await smallHost({ env: { ...process.env, GATEWAY_TOKEN: 'of the gateway' } });
      const said = await host.shell('cat /proc/1/environ /proc/1/cmdline | tr "\\0" "\\n"');
      expect(said).not.toContain('of the gateway');
      expect(said).not.toContain('ro-bind');
    });

    test('configuration and data of the gateway are hidden, in its working folder too', async () => {
      verifies('isolation:files:gateway');
      await using host = await smallHost();
      await host.write('gateway/server.txt', 'of the server');
      await host.write('gateway/data/packages/x', 'data');
      const said = await host.shell('ls -A; cat server.txt config.json; ls -A data 2>&1');
      expect(said).toMatch(/of the server/);
      expect(said).not.toContain(host.secret);
      expect(said).not.toContain('packages');
    });

    test('a configuration that is replaced while the server runs stays hidden', async () => {
      verifies('isolation:files:gateway-replaced');
      await using host = await smallHost();
      const command = ['/bin/sh', '-c', 'echo ready; read -r line; cat config.json; ls -A'];
      const child = await host.sandbox.spawn({ name: 'test', command });
      let said = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (said += chunk));
      await expect.poll(() => said).toContain('ready');
      const next = await host.write('gateway/config.json.next', host.secret);
      await rename(next, join(host.gateway, 'config.json'));
      child.stdin.end('go on\n');
      await child.exited;
      await child.gone;
      expect(said).not.toContain(host.secret);
      expect(said).not.toMatch(/^config.json$/m);
    });

    test('a configuration behind a link that is turned to another one stays hidden, as clusters mount them', async () => {
      verifies('isolation:files:gateway-replaced');
      await using host = await smallHost();
      const first = await host.write('mounted/..first/config.json', host.secret);
      const second = await host.write('mounted/..second/config.json', host.secret);
      const mounted = join(host.folder, 'mounted');
      await symlink('..first', join(mounted, '..data'));
      await symlink('..data/config.json', join(mounted, 'config.json'));
      await using own = await smallHost({ hidden: [join(mounted, 'config.json')] });
      const program = `echo ready; read -r line; cat ${first} ${second} ${mounted}/config.json; ls -A ${mounted}`;
      const child = await own.sandbox.spawn({ name: 'test', command: ['/bin/sh', '-c', program] });
      let said = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (said += chunk));
      await expect.poll(() => said).toContain('ready');
      await symlink('..second', join(mounted, '..next'));
      await rename(join(mounted, '..next'), join(mounted, '..data'));
      child.stdin.end('go on\n');
      await child.gone;
      expect(said).not.toContain(host.secret);
      expect(said.match(/No such file/g)).toHaveLength(3);
    });

    test('a folder with nothing but the gateway’s is hidden whole', async () => {
      verifies('isolation:files:gateway');
      await using host = await smallHost();
      await host.write('gateway/environment', host.secret);
      const attempt = { policy: { workingDir: join(host.folder, 'elsewhere') } };
      await host.write('elsewhere/package.json', '{}');
      const said = await host.shell(`cat ${host.gateway}/environment; ls -A ${host.gateway}`, attempt);
      expect(said).toMatch(/No such file/);
      // The way to its own home is all that is there.
      expect(said).toMatch(/^data$/m);
      expect(said).not.toMatch(/^environment$/m);
    });

    test('the home of another server is hidden', async () => {
      verifies('isolation:files:other-servers');
      await using host = await smallHost();
      const other = await host.sandbox.spawn({
        name: 'other',
        command: ['/bin/sh', '-c', `echo ${host.secret} > $HOME/file; echo $HOME; read -r line`],
      });
      const [chunk] = await other.stdout[Symbol.asyncIterator]()
        .next()
        .then(({ value }) => [value]);
      const said = await host.shell(`cat ${String(chunk).trim()}/file; find ${host.gateway}/data -type f`);
      expect(said).toMatch(/No such file/);
      expect(said).not.toContain(host.secret);
      await other.stop();
    });

    test('devices of the host are hidden, and what every program needs is there', async () => {
      verifies('isolation:files:devices');
      await using host = await smallHost();
      const devices = (await host.shell('ls /dev; : > /dev/null; head -c 1 /dev/urandom | wc -c')).split(
        '\n',
      );
      expect(devices).toEqual(expect.arrayContaining(['null', 'urandom', 'zero', 'shm', 'fd', '1']));
      expect(devices.length).toBeLessThan(20);
    });

    test.skipIf(!existsSync('/dev/fuse') && !existsSync('/dev/kmsg'))(
      'a device that the policy allows is there',
      async () => {
        await using host = await smallHost();
        const device = existsSync('/dev/fuse') ? '/dev/fuse' : '/dev/kmsg';
        const script = `test -c ${device} && echo there`;
        expect(await host.shell(script)).toBe('');
        expect(await host.shell(script, { policy: { allowRead: [device] } })).toBe('there');
      },
    );

    test.skipIf(!capabilities.root || !capabilities.setpriv.available)(
      'a program below a home starts as nobody, too: the folders that lead to it are open',
      async () => {
        verifies('isolation:view:open-folders');
        await using host = await smallHost();
        await chmod(host.folder, 0o755);
        const program = await host.write('home/tools/bin/who', '#!/bin/sh\nid -un\n', 0o755);
        const { stdout, stderr } = await host.run([program], { policy: { dropPrivileges: true } });
        expect(stdout + stderr).toBe('nobody\n');
      },
    );

    test('no privileges, and none to be gained', async () => {
      verifies('isolation:privileges:none');
      await using host = await smallHost();
      const said = await host.shell('grep -E "^(Cap...|NoNewPrivs|Seccomp):" /proc/self/status');
      expect(said.match(/Cap...:\s0{16}$/gm)).toHaveLength(5);
      expect(said).toMatch(/NoNewPrivs:\s1/);
      expect(said).toMatch(/Seccomp:\s2/);
    });

    test.skipIf(!capabilities.root)(
      'passwords and keys that only root may read are hidden from root',
      async () => {
        verifies('isolation:files:root-secrets');
        await using host = await smallHost();
        expect(await host.shell('cat /etc/shadow')).toMatch(/Permission denied|No such file/);
        const own = await smallHost();
        expect(await own.shell('cat /etc/shadow', { policy: { preset: 'medium' } })).toContain('root:');
        await own[Symbol.asyncDispose]();
      },
    );
  },
);

describe.skipIf(!capabilities.bubblewrap.available || !hasPlace)('what is shown again', () => {
  const server = `import { word } from '../lib/word.mjs'; import dep from 'dep'; console.log(word, dep);`;

  test('a program in a home, with the root of its package', async () => {
    verifies('isolation:shown:package-root');
    await using host = await smallHost();
    await host.write('home/project/package.json', '{}');
    await host.write('home/project/lib/word.mjs', 'export const word = "started";');
    await host.write('home/project/node_modules/dep/package.json', '{"main":"index.js"}');
    await host.write('home/project/node_modules/dep/index.js', 'module.exports = "with its package"');
    const script = await host.write('home/project/src/server.mjs', server);
    expect((await host.run([node, script])).stdout).toBe('started with its package\n');
    const seen = await host.shell(`ls -A ${host.home}`, { env: { SCRIPT: script } });
    expect(seen).toBe('project');
  });

  test('packages of the folders above, where Node looks on', async () => {
    verifies('isolation:shown:package-root');
    await using host = await smallHost();
    await host.write('home/mono/package.json', '{}');
    await host.write('home/mono/secret', host.secret);
    await host.write('home/mono/node_modules/dep/index.js', 'module.exports = "found above"');
    await host.write('home/mono/packages/one/package.json', '{}');
    const script = await host.write(
      'home/mono/packages/one/server.js',
      `console.log(require('dep'), require('fs').readdirSync('${host.home}/mono'))`,
    );
    expect((await host.run([node, script])).stdout).toBe("found above [ 'node_modules', 'packages' ]\n");
  });

  test('a script without a package, with its neighbours', async () => {
    verifies('isolation:shown:script');
    await using host = await smallHost();
    await host.write('home/tools/word.cjs', 'module.exports = "neighbour"');
    const script = await host.write('home/tools/server.cjs', "console.log(require('./word.cjs'))");
    expect((await host.run([node, script])).stdout).toBe('neighbour\n');
  });

  test('a script in a package that is a home, with its neighbours', async () => {
    verifies('isolation:shown:script');
    await using host = await smallHost();
    await host.write('home/package.json', '{}');
    await host.write('home/dist/word.cjs', 'module.exports = "neighbour"');
    const script = await host.write('home/dist/server.cjs', "console.log(require('./word.cjs'))");
    expect((await host.run([node, script])).stdout).toBe('neighbour\n');
  });

  test('a script right in the home, and not the home', async () => {
    verifies('isolation:shown:never-a-home');
    await using host = await smallHost();
    await host.write('home/package.json', '{}');
    await host.write('home/node_modules/dep/index.js', 'module.exports = "dep"');
    const program = `console.log(require('dep'), require('fs').readdirSync('${host.home}').join())`;
    const script = await host.write('home/server.cjs', program);
    expect((await host.run([node, script])).stdout).toBe('dep node_modules,package.json,server.cjs\n');
  });

  test('what arguments and variables name by absolute path, to be read', async () => {
    verifies('isolation:shown:named');
    await using host = await smallHost();
    const names = ['plain', 'option', 'address', 'variable', 'first', 'second'];
    const files = await Promise.all(names.map(name => host.write(`home/${name}/file`, `${name} `)));
    const [plain, option, address, variable, first, second] = files;
    const script = `cat ${files.join(' ')}; echo x >> ${plain}; ls -A ${host.home} | wc -l`;
    const command = ['/bin/sh', '-c', script, 'sh', `${plain}`, `--file=${option}`, `file://${address}`];
    const { stdout, stderr } = await host.run(command, {
      env: { KEY: `${variable}`, LIST: `${first}:relative:${second}` },
    });
    expect(stdout).toBe(`${names.join(' ')} 6\n`);
    expect(stderr).toContain('Read-only file system');
  });

  test('a working folder that the policy names, and its package', async () => {
    verifies('isolation:shown:working-dir');
    await using host = await smallHost();
    await host.write('home/project/package.json', '{}');
    await host.write('home/project/sub/here', '');
    const policy = { workingDir: join(host.home, 'project/sub') };
    expect(await host.shell('ls -A; ls -A ..', { policy })).toBe('here\npackage.json\nsub');
  });

  test('a working folder that nobody named is shown, unless it is a home', async () => {
    verifies('isolation:shown:never-a-home');
    await using host = await smallHost();
    await host.write('gateway/server.cjs', "console.log('started')");
    expect((await host.run([node, './server.cjs'])).stdout).toBe('started\n');
    await using own = await smallHost({ cwd: host.home, env: { ...process.env, HOME: host.home } });
    expect(await own.shell('pwd; ls -A')).toBe(host.home);
    const script = await own.write(join(host.home, 'server.cjs'), "console.log('started')");
    expect((await own.run([node, './server.cjs'])).stdout).toBe('started\n');
    expect(script).toContain(host.home);
  });

  test('a Node below a home, as version managers install it, and what calls it by its name', async () => {
    verifies('isolation:shown:version-managers');
    await using host = await smallHost();
    const bin = 'home/.nvm/versions/node/v1/bin';
    await host.write(`${bin}/node`, `#!/bin/sh\n. "\${0%/*}/../lib/version"\nexec '${node}' "$@"\n`, 0o755);
    await host.write('home/.nvm/versions/node/v1/lib/version', '');
    await host.write('home/.nvm/alias', host.secret);
    const program = await host.write('home/app/cli', '#!/usr/bin/env node\nconsole.log("started")\n', 0o755);
    const PATH = `${join(host.folder, bin)}:${process.env.PATH}`;
    expect((await host.run([program], { env: { PATH } })).stdout).toBe('started\n');
    expect((await host.run(['node', '-p', '1'], { env: { PATH } })).stdout).toBe('1\n');
    expect(await host.shell(`ls -A ${host.home}/.nvm`, { env: { PATH } })).toBe('versions');
  });

  test('links on the way, and what they lead to', async () => {
    verifies('isolation:shown:links');
    await using host = await smallHost();
    await host.write(
      'home/.store/v2/bin/tool',
      '#!/bin/sh\ncat "$(dirname "$(readlink -f "$0")")/../lib/word"\n',
      0o755,
    );
    await host.write('home/.store/v2/lib/word', 'linked\n');
    await symlink('v2', join(host.home, '.store/current'));
    await mkdir(join(host.home, 'bin'));
    await symlink('../.store/current/bin/tool', join(host.home, 'bin/tool'));
    const tool = join(host.home, '.store/current/bin/tool');
    expect((await host.run([tool])).stdout).toBe('linked\n');
    const PATH = `${join(host.home, 'bin')}:${process.env.PATH}`;
    expect((await host.run(['tool'], { env: { PATH } })).stdout).toBe('linked\n');
  });
});

describe.skipIf(!capabilities.bubblewrap.available || !hasPlace)('what a policy allows and hides', () => {
  test('allow_read shows, allow_write shows and lets change, hide wins below both', async () => {
    verifies('isolation:policy:allow-read', 'isolation:policy:allow-write', 'isolation:policy:hide');
    await using host = await smallHost();
    await host.write('home/read/file', 'read ');
    await host.write('home/write/file', 'write ');
    await host.write('home/write/.env', host.secret);
    await host.write('home/write/keys/key', host.secret);
    const [read = '', write = ''] = ['read', 'write'].map(name => join(host.home, name));
    const policy = {
      allowRead: [read],
      allowWrite: [write],
      hide: [join(write, '.env'), join(write, 'keys')],
    };
    const script = `cat ${read}/file ${write}/file; echo new > ${write}/new; cat ${write}/new ${write}/.env ${write}/keys/key; echo x > ${read}/x`;
    const said = await host.shell(script, { policy });
    expect(said).toMatch(/^read write new\n/);
    expect(said).toMatch(/Read-only file system/);
    expect(said).not.toContain(host.secret);
    expect(await host.shell(`cat ${write}/new`, { policy })).toBe('new');
  });

  test('what the command names in a folder that it may change stays changeable', async () => {
    verifies('isolation:policy:allow-write');
    await using host = await smallHost();
    const file = await host.write('home/project/notes/file', '');
    const policy = { allowWrite: [join(host.home, 'project')] };
    const attempt = { policy, env: { NOTES: join(host.home, 'project/notes'), FILE: file } };
    expect(await host.shell('echo kept > $FILE; cat $NOTES/file', attempt)).toBe('kept');
  });

  test('relative paths are those of the working folder', async () => {
    await using host = await smallHost();
    await host.write('gateway/notes/file', '');
    expect(
      await host.shell('echo kept > notes/file; cat notes/file', { policy: { allowWrite: ['notes'] } }),
    ).toBe('kept');
  });

  test('an allowed path that is not there is refused by name', async () => {
    verifies('isolation:policy:missing-path');
    await using host = await smallHost();
    const run = host.run(['true'], { policy: { allowWrite: ['/no/such/folder'] } });
    await expect(run).rejects.toMatchObject({
      code: 'GW_SANDBOX_INVALID_REQUEST',
      message: 'allow_write names /no/such/folder, which does not exist',
    });
  });

  test('a link that a server has laid in a folder it may change shows nothing', async () => {
    verifies('isolation:attack:planted-link');
    await using host = await smallHost();
    const project = join(host.home, 'project');
    const script = await host.write('home/project/server', '#!/bin/sh\necho started\n', 0o755);
    const policy = { allowWrite: [project] };
    const plant = `ln -sf ${host.home}/.ssh/id ${project}/key; ln -sf ${host.home}/.ssh/id ${script}.txt; printf '#!${host.home}/.ssh/id\\n' > ${project}/tool; chmod +x ${project}/tool`;
    await host.shell(plant, { policy });
    const attempts = [['/bin/cat', `${project}/key`], ['/bin/cat', `${script}.txt`], [`${project}/tool`]];
    for (const command of attempts) {
      const { stdout, stderr } = await host.run(command, { policy });
      expect(stdout + stderr).not.toContain(host.secret);
    }
    expect((await host.run([script], { policy })).stdout).toBe('started\n');
  });
});
