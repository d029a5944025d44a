import { verifies } from '@gw/test';
import { describe, expect, test } from 'vitest';
import { engines, startWorkspaces } from './engines.ts';

describe.each(engines)('in $name', engine => {
  describe.skipIf(engine.missing !== undefined)('a command', () => {
    test('runs by text or by words, with its code and both outputs, in its folder', async () => {
      verifies('workspaces:exec:result');
      await using place = await startWorkspaces(engine);
      const workspace = await place.create({ env: { GREETING: 'hello' } });
      await workspace.files.makeFolder('a b');

      const shell = await workspace.exec({
        command: 'echo "$GREETING $NAME"; pwd; echo oops >&2; exit 3',
        cwd: 'a b',
        env: { NAME: "o'hara" },
      });
      expect(shell).toMatchObject({ exitCode: 3, timedOut: false, truncated: false });
      expect(String(shell.stdout)).toMatch(/^hello o'hara\n.*\/a b\n$/);
      expect(String(shell.stderr)).toBe('oops\n');
      const words = await workspace.exec({
        command: ['printf', '%s|', '$HOME', "'; exit 9 #", 'a\nb', '*', '--'],
      });
      expect(String(words.stdout)).toBe("$HOME|'; exit 9 #|a\nb|*|--|");
      expect((await workspace.exec({ command: 'kill -TERM $$' })).exitCode).toBe(143);
      expect((await workspace.exec({ command: ['no-such-program'] })).exitCode).toBe(127);
      const nowhere = await workspace.exec({ command: 'true', cwd: 'nowhere' });
      expect(nowhere.exitCode).toBe(125);
      expect(String(nowhere.stderr)).toContain('nowhere');
      if (engine.isolates)
        expect(String((await workspace.exec({ command: 'pwd', cwd: '/workspace/a b' })).stdout)).toBe(
          '/workspace/a b\n',
        );
    });

    test('gets its input and gives its output byte for byte', async () => {
      verifies('workspaces:exec:bytes');
      await using place = await startWorkspaces(engine);
      const workspace = await place.create();
      const bytes = Buffer.from(Array.from({ length: 700_000 }, (_, index) => (index * 7) % 256));

      const whole = await workspace.exec({ command: ['cat'], stdin: bytes });
      expect(whole.stdout.equals(bytes)).toBe(true);
      async function* parts() {
        for (let at = 0; at < bytes.length; at += 100_000) yield bytes.subarray(at, at + 100_000);
      }
      const streamed = await workspace.exec({ command: 'cat >&2', stdin: parts() });
      expect(streamed.stderr.equals(bytes)).toBe(true);
      expect((await workspace.exec({ command: 'cat; echo end' })).stdout.toString()).toBe('end\n');
      expect(await workspace.exec({ command: 'head -c 3', stdin: bytes })).toMatchObject({ exitCode: 0 });
    });

    test('that takes too long is killed with what it started, and what it wrote is kept', async () => {
      verifies('workspaces:exec:time-out');
      await using place = await startWorkspaces(engine);
      const workspace = await place.create();

      const result = await workspace.exec({ command: 'echo begun; sleep 60 & sleep 61', timeoutMs: 300 });
      expect(result).toMatchObject({ exitCode: 124, timedOut: true });
      expect(String(result.stdout)).toBe('begun\n');
      const left = await workspace.exec({
        command: 'ls -d /proc/[0-9]* | while read p; do tr "\\0" " " < $p/cmdline; echo; done 2>/dev/null',
      });
      expect(String(left.stdout)).not.toMatch(/^sleep 6[01]/m);
      expect((await workspace.exec({ command: 'echo still here' })).exitCode).toBe(0);
    });

    test('that writes without end is not held up, and what is kept is bounded and told', async () => {
      verifies('workspaces:exec:bounded-output');
      await using place = await startWorkspaces(engine);
      const workspace = await place.create();

      const result = await workspace.exec({
        command: 'head -c 20000000 /dev/zero; echo x >&2',
        maxOutputBytes: 1000,
      });
      expect(result).toMatchObject({ exitCode: 0, truncated: true, stdoutBytes: 20_000_000, stderrBytes: 2 });
      expect(result.stdout).toHaveLength(1000);
      expect(String(result.stderr)).toBe('x\n');
    });

    test('is heard while it runs, and can be talked with', async () => {
      verifies('workspaces:exec:streams');
      await using place = await startWorkspaces(engine);
      const workspace = await place.create();
      await workspace.exec({ command: 'mkfifo go' });
      const heard: string[] = [];
      const first = Promise.withResolvers<void>();

      const running = workspace.exec({
        command: 'echo one; read -r line < go; echo two >&2',
        onOutput: (stream, chunk) => {
          heard.push(`${stream} ${chunk}`);
          first.resolve();
        },
      });
      await first.promise;
      await workspace.exec({ command: 'echo > go' });
      await running;
      expect(heard).toEqual(['stdout one\n', 'stderr two\n']);

      const talk = await workspace.start({ command: 'while read -r line; do echo "you said $line"; done' });
      const answers = talk.stdout.setEncoding('utf8')[Symbol.asyncIterator]();
      talk.stdin.write('a\n');
      expect((await answers.next()).value).toBe('you said a\n');
      talk.stdin.write('b\n');
      expect((await answers.next()).value).toBe('you said b\n');
      talk.stdin.end();
      expect(await talk.exited).toBe(0);
    });

    test('runs beside others, which see it and what it leaves in the background, until the workspace stops', async () => {
      verifies('workspaces:exec:background');
      await using place = await startWorkspaces(engine);
      const workspace = await place.create();

      const left = await workspace.exec({
        command:
          'setsid sh -c \'trap "echo ended > end; exit" TERM; while :; do echo > beat; sleep 0.05; done\' & echo left',
      });
      expect(left.exitCode).toBe(0);
      const alive = () => workspace.exec({ command: 'rm -f beat; sleep 0.2; test -e beat' });
      await expect.poll(async () => (await alive()).exitCode).toBe(0);
      const many = await Promise.all(
        Array.from({ length: 8 }, (_, index) => workspace.exec({ command: `sleep 0.1; echo ${index}` })),
      );
      expect(many.map(({ stdout }) => String(stdout).trim())).toEqual([
        '0',
        '1',
        '2',
        '3',
        '4',
        '5',
        '6',
        '7',
      ]);
      await workspace.stop();
      if (engine.isolates) expect(String(await workspace.files.read('end'))).toBe('ended\n');
      await workspace.resume();
      expect((await alive()).exitCode).not.toBe(0);
    });

    test('ends with the signal of who asked for it', async () => {
      verifies('workspaces:exec:abort');
      await using place = await startWorkspaces(engine);
      const workspace = await place.create();
      const controller = new AbortController();

      const running = workspace.exec({
        command: 'echo begun; exec sleep 62',
        signal: controller.signal,
        onOutput: () => controller.abort(new Error('enough')),
      });
      await expect(running).rejects.toThrow('enough');
      await expect(
        workspace.exec({ command: 'true', signal: AbortSignal.abort(new Error('no')) }),
      ).rejects.toThrow('no');
    });

    test('that makes no sense is refused before anything runs', async () => {
      verifies('workspaces:exec:refused');
      await using place = await startWorkspaces(engine);
      const workspace = await place.create();
      const refused = { code: 'GW_WORKSPACE_INVALID_REQUEST' };

      for (const command of ['', [], 'a\0b', 'x'.repeat(200_000)])
        await expect(workspace.exec({ command })).rejects.toMatchObject(refused);
      for (const env of [{ 'A B': 'x' }, { A: 'a\0b' }, { '$(id)': 'x' }])
        await expect(workspace.exec({ command: 'true', env })).rejects.toMatchObject(refused);
    });
  });
});
