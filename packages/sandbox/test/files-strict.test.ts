import { join } from 'node:path';
import { verifies } from '@gw/test';
import { describe, expect, test } from 'vitest';
import { findProgram } from '../src/command.ts';
import { capabilities, node } from './support.ts';
import { hasPlace, smallHost } from './view-support.ts';

const python = await findProgram('python3', process.env.PATH ?? '');
const strict = { preset: 'strict' } as const;

describe.skipIf(!capabilities.bubblewrap.available || !hasPlace)('what a server sees under strict', () => {
  test('nothing of the host but libraries and its own program', async () => {
    verifies('isolation:strict:nothing-else');
    await using host = await smallHost();
    const file = await host.write('elsewhere/file', host.secret);
    const program = `
      const { existsSync, readdirSync } = require('node:fs');
      const there = path => existsSync(path);
      console.log(JSON.stringify({
        root: readdirSync('/'),
        programs: ['/bin/sh', '/usr/bin/id', '/usr/bin/perl'].filter(there),
        others: [${JSON.stringify(file)}, '/var/log', '/etc/shadow', '/etc/hostname', '/sys', '/boot'].filter(there),
      }));`;
    const { stdout } = await host.run([node, '-e', program], { policy: strict });
    const { root, programs, others } = JSON.parse(stdout) as Record<string, string[]>;
    expect(programs).toEqual([]);
    expect(others).toEqual([]);
    expect(root).not.toContain('home');
  });

  test('what its policy names, and nothing that only its words and variables name', async () => {
    verifies('isolation:strict:named');
    await using host = await smallHost();
    const [named, argument, variable] = await Promise.all(
      ['named', 'argument', 'variable'].map(name => host.write(`elsewhere/${name}`, name)),
    );
    const program = `
      const { readFileSync } = require('node:fs');
      const read = path => { try { return readFileSync(path, 'utf8') } catch { return 'nothing' } };
      console.log(read(${JSON.stringify(named)}), read(process.argv[1]), read(process.env.FILE));`;
    const { stdout } = await host.run([node, '-e', program, `${argument}`], {
      policy: { ...strict, allowRead: [`${named}`] },
      env: { FILE: `${variable}` },
    });
    expect(stdout).toBe('named nothing nothing\n');
  });

  test('a script starts with its package, where it lies and from where it is named', async () => {
    verifies('isolation:strict:starts');
    await using host = await smallHost();
    await host.write('gateway/server/package.json', '{"type":"module"}');
    await host.write('gateway/server/word.js', 'export default "started"');
    const script = await host.write('gateway/server/main.js', 'import w from "./word.js"; console.log(w)');
    expect((await host.run([node, script], { policy: strict })).stdout).toBe('started\n');
    expect((await host.run([node, './server/main.js'], { policy: strict })).stdout).toBe('started\n');
    const inPlace = { ...strict, workingDir: join(host.gateway, 'server') };
    expect((await host.run([node, './main.js'], { policy: inPlace })).stdout).toBe('started\n');
  });

  test('a command starts in the folder of the gateway, though that is its home, and hidden', async () => {
    verifies('isolation:strict:starts');
    await using elsewhere = await smallHost();
    const { home } = elsewhere;
    await using host = await smallHost({ cwd: home, env: { ...process.env, HOME: home } });
    const policy = { ...strict, allowRead: ['/usr', '/bin'] };
    expect(await host.shell('pwd; ls -A', { policy })).toBe(home);
  });

  test.skipIf(!python)('Python starts, with its libraries', async () => {
    verifies('isolation:strict:starts');
    await using host = await smallHost();
    const script = await host.write('gateway/server.py', 'import json, ssl, sqlite3; print("started")');
    const executable = (await host.run(['python3', '-c', 'import sys; print(sys.executable)'])).stdout.trim();
    expect((await host.run([executable, script], { policy: strict })).stdout).toBe('started\n');
  });

  test('folders of its own are writable, the rest of what it sees is not', async () => {
    verifies('isolation:strict:read-only');
    await using host = await smallHost();
    const program = `
      const { writeFileSync } = require('node:fs');
      const places = [process.env.HOME, '/tmp', '/dev/shm', '/', '/usr/lib', '/etc', '/dev'];
      const write = place => { try { writeFileSync(place + '/x', ''); return true } catch { return false } };
      console.log(places.filter(write).length, write('/'));`;
    expect((await host.run([node, '-e', program], { policy: strict })).stdout).toBe('3 false\n');
  });
});
