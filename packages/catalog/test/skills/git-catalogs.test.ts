import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifies } from '@gw/test';
import { GitServer } from '@gw/test/git';
import { describe, expect, test } from 'vitest';
import { Git } from '../../src/skills/git/git.ts';
import { GitCatalogs, type GitCatalogsOptions } from '../../src/skills/git/git-catalogs.ts';
import { repositoryUrl } from '../../src/skills/git/repository-url.ts';
import { filesOf } from '../../src/skills/skill-package.ts';

const document = (name: string) =>
  `---\nname: ${name}\ndescription: Does ${name}.\nlicense: MIT\nmetadata: { author: me, tags: "a, b" }\n---\nDo.\n`;

class Catalogs implements AsyncDisposable {
  readonly git: GitCatalogs;
  readonly folder: string;

  private constructor(folder: string, options: Partial<GitCatalogsOptions>) {
    this.folder = folder;
    this.git = new GitCatalogs({
      git: new Git(process.env.PATH),
      folder,
      allowPrivateAddresses: () => ['127.0.0.1'],
      ...options,
    });
  }

  static async open(options: Partial<GitCatalogsOptions> = {}): Promise<Catalogs> {
    const parent = await mkdtemp(join(tmpdir(), 'gw-git-catalogs-'));
    return new Catalogs(join(parent, 'copies'), options);
  }

  async names(url: string): Promise<string[]> {
    return (await this.git.of(url).list()).map(({ name }) => name);
  }

  /** Copies on the disk. */
  async copies(): Promise<string[]> {
    return readdir(this.folder).catch(() => []);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.git[Symbol.asyncDispose]();
    await rm(join(this.folder, '..'), { recursive: true, force: true });
  }
}

/** Processes that know of a folder. */
async function processesOf(folder: string): Promise<string[]> {
  const ids = (await readdir('/proc')).filter(name => /^\d+$/.test(name));
  const lines = await Promise.all(ids.map(id => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')));
  return lines.filter(line => line.includes(folder));
}

test('skills of a repository are listed, wherever they stand in it, and read with all of their files', async () => {
  verifies('skills:git:catalog');
  await using server = await GitServer.start();
  await using catalogs = await Catalogs.open();
  const url = await server.commit(
    'repository',
    {
      'README.md': '# Nothing',
      'skills/one/SKILL.md': document('one'),
      'skills/one/scripts/run.sh': '#!/bin/sh\n',
      'skills/one/noise.bin': Buffer.from([0, 255]),
      'deep/er/two/SKILL.md': document('two'),
      'broken/SKILL.md': '---\nname: [\n---\n',
      'third_skill/SKILL.md': 'No front matter.',
    },
    async (git, folder) => {
      await git(['update-index', '--chmod=+x', 'skills/one/scripts/run.sh']);
      await git(['commit', '--quiet', '-m', 'y']);
      await writeFile(join(folder, 'not-committed'), 'x');
    },
  );
  const listed = await catalogs.git.of(url).list();
  expect(listed.map(({ name }) => name)).toEqual(['one', 'third-skill', 'two']);
  expect(listed[0]).toEqual({
    name: 'one',
    description: 'Does one.',
    source: url,
    sourceUrl: url,
    author: 'me',
    version: null,
    tags: ['a', 'b'],
    license: 'MIT',
    files: ['SKILL.md', 'noise.bin', 'scripts/run.sh'],
    metadata: { author: 'me', tags: 'a, b' },
  });
  const skill = await catalogs.git.of(url).read('one');
  expect(filesOf(skill)).toEqual([
    { path: 'SKILL.md', content: Buffer.from(document('one')), mode: 0o644 },
    { path: 'noise.bin', content: Buffer.from([0, 255]), mode: 0o644 },
    { path: 'scripts/run.sh', content: Buffer.from('#!/bin/sh\n'), mode: 0o755 },
  ]);
  await expect(catalogs.git.of(url).read('four')).rejects.toMatchObject({ code: 'GW_SKILL_NOT_OFFERED' });
});

test('a repository may be a skill itself', async () => {
  verifies('skills:git:catalog');
  await using server = await GitServer.start();
  await using catalogs = await Catalogs.open();
  const url = await server.commit('my-skill.git', { 'SKILL.md': 'Do it.', 'references/a.md': 'a' });
  expect(await catalogs.names(url)).toEqual(['my-skill']);
  const paths = filesOf(await catalogs.git.of(url).read('my-skill')).map(({ path }) => path);
  expect(paths).toEqual(['SKILL.md', 'references/a.md']);
});

test('a repository is copied once, without its past, and again only when the copy is old', async () => {
  verifies('skills:git:catalog');
  await using server = await GitServer.start();
  await using catalogs = await Catalogs.open();
  const url = await server.commit('repository', { 'one/SKILL.md': document('one') });
  await Promise.all(Array.from({ length: 5 }, () => catalogs.names(url)));
  const once = server.requests.length;
  await server.commit('repository', { 'two/SKILL.md': document('two') });
  expect(await catalogs.names(url)).toEqual(['one']);
  expect(server.requests).toHaveLength(once);
  expect(server.sent.join('')).toMatch(/deepen 1/);
  expect(await catalogs.copies()).toHaveLength(1);

  await using fresh = await Catalogs.open({ freshMs: 0 });
  expect(await fresh.names(url)).toEqual(['one', 'two']);
  await server.commit('repository', { 'three/SKILL.md': document('three') });
  expect(await fresh.names(url)).toEqual(['one', 'three', 'two']);
  expect(await fresh.copies()).toHaveLength(1);
});

test('what an earlier gateway has left, killed in the middle, is gone with the first use', async () => {
  verifies('skills:git:bounds');
  await using server = await GitServer.start();
  await using catalogs = await Catalogs.open();
  await mkdir(join(catalogs.folder, 'repository-left'), { recursive: true });
  const url = await server.commit('repository', { 'one/SKILL.md': document('one') });
  await catalogs.names(url);
  expect(await catalogs.copies()).toEqual([expect.not.stringContaining('left')]);
  await catalogs.git[Symbol.asyncDispose]();
  expect(await catalogs.copies()).toEqual([]);
});

describe('a repository that', () => {
  const failsWith = async (work: Promise<unknown>, catalogs: Catalogs, sentence: RegExp) => {
    await expect(work).rejects.toMatchObject({
      code: 'GW_SKILL_SOURCE_FAILED',
      status: 502,
      message: expect.stringMatching(sentence),
    });
    expect(await catalogs.copies()).toEqual([]);
    await expect.poll(() => processesOf(catalogs.folder)).toEqual([]);
  };

  test('is too large is refused', async () => {
    verifies('skills:git:bounds');
    await using server = await GitServer.start();
    await using catalogs = await Catalogs.open({
      git: new Git(process.env.PATH, { fileBytes: 1024 * 1024 }),
    });
    const url = await server.commit('huge', {
      'one/SKILL.md': document('one'),
      noise: randomBytes(3 * 1024 * 1024),
    });
    await failsWith(catalogs.names(url), catalogs, /larger than 1048576 bytes/);
  });

  test('is slow or never ends is given up in time', async () => {
    verifies('skills:git:bounds');
    await using server = await GitServer.start();
    await using catalogs = await Catalogs.open({ limitMs: 700 });
    const silent = server.answer('silent', () => {});
    await failsWith(catalogs.names(silent), catalogs, /longer than 1 s/);
    const endless = server.answer('endless', (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/x-git-upload-pack-advertisement' });
      const more = () => {
        if (response.destroyed) return;
        response.write('x'.repeat(1024));
        setImmediate(more);
      };
      more();
    });
    await expect(catalogs.names(endless)).rejects.toMatchObject({ code: 'GW_SKILL_SOURCE_FAILED' });
    expect(await catalogs.copies()).toEqual([]);
  });

  test('is not wanted any more is not read on', async () => {
    verifies('skills:git:bounds');
    await using server = await GitServer.start();
    await using catalogs = await Catalogs.open();
    const leaving = new AbortController();
    const asked = Promise.withResolvers<void>();
    const url = server.answer('silent', () => asked.resolve());
    const listing = catalogs.git.of(url).list(leaving.signal);
    listing.catch(() => {});
    await asked.promise;
    leaving.abort();
    await expect(listing).rejects.toThrow();
    await expect.poll(() => processesOf(catalogs.folder)).toEqual([]);
    expect(await catalogs.copies()).toEqual([]);
  });

  test('is not there, is none, is empty, wants credentials or leads elsewhere is refused', async () => {
    verifies('skills:git:bounds');
    await using server = await GitServer.start();
    await using elsewhere = await GitServer.start();
    await using catalogs = await Catalogs.open();
    await failsWith(catalogs.names(server.url('missing')), catalogs, /not found/);
    const page = server.answer('page', (_request, response) => response.end('<html>'));
    await failsWith(catalogs.names(page), catalogs, /can not be read/);
    const empty = await server.commit('empty', {}, git => git(['update-ref', '-d', 'HEAD']));
    await failsWith(catalogs.names(empty), catalogs, /can not be read/);
    const locked = server.answer('locked', (_request, response) => {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
    });
    await failsWith(catalogs.names(locked), catalogs, /can not be read/);
    const target = await elsewhere.commit('target', { 'one/SKILL.md': document('one') });
    const moved = server.answer('moved', ({ url = '' }, response) => {
      response.writeHead(302, { location: `${target}${url.replace('/moved', '')}` }).end();
    });
    await failsWith(catalogs.names(moved), catalogs, /can not be read/);
    expect(elsewhere.requests).toEqual([]);
  });

  test('holds links, submodules, filters or names that lead out does nothing with them', async () => {
    verifies('skills:git:hostile');
    await using server = await GitServer.start();
    await using catalogs = await Catalogs.open();
    const mark = join(catalogs.folder, '..', 'mark');
    const url = await server.commit(
      'hostile',
      {
        'good/SKILL.md': document('good'),
        'good/.gitattributes': '*.md filter=evil\n',
        '.gitattributes': '* filter=evil\n',
        '.gitmodules': `[submodule "x"]\n  path = good/sub\n  url = --upload-pack=touch\\ ${mark}\n`,
        'linked/SKILL.md': document('linked'),
        'bomb/SKILL.md': document('bomb'),
        'bomb/zeros': Buffer.alloc(40 * 1024 * 1024),
      },
      async (git, folder) => {
        await symlink('/etc/passwd', join(folder, 'linked', 'passwd'));
        await mkdir(join(folder, 'outside'));
        await symlink('/etc/passwd', join(folder, 'outside', 'SKILL.md'));
        await git(['config', 'filter.evil.smudge', `touch ${mark}`]);
        await git(['add', '--all']);
        const head = await git(['rev-parse', 'HEAD']);
        await git(['update-index', '--add', '--cacheinfo', `160000,${head},good/sub`]);
        // A folder named "..", as no Git makes it.
        const blob = await git(['hash-object', '-w', '--stdin'], document('up'));
        const inner = await git(['mktree'], `100644 blob ${blob}\tSKILL.md\n`);
        const entry = Buffer.concat([Buffer.from('40000 ..\0'), Buffer.from(inner, 'hex')]);
        const up = await git(['hash-object', '-t', 'tree', '-w', '--literally', '--stdin'], entry);
        const top = await git(['ls-tree', await git(['write-tree'])]);
        const tree = await git(['mktree'], `${top}\n040000 tree ${up}\tup\n`);
        const commit = await git(['commit-tree', tree, '-m', 'x']);
        await git(['update-ref', 'HEAD', commit]);
      },
    );
    const names = await catalogs.names(url);
    expect(names).toEqual(expect.arrayContaining(['bomb', 'good', 'linked', 'up']));
    expect(names).not.toContain('outside');
    const good = filesOf(await catalogs.git.of(url).read('good')).map(({ path }) => path);
    expect(good).toEqual(['SKILL.md', '.gitattributes']);
    const refused = (name: string, sentence: RegExp) =>
      expect(catalogs.git.of(url).read(name)).rejects.toMatchObject({
        code: 'GW_INVALID',
        message: expect.stringMatching(sentence),
      });
    await refused('linked', /is a link/);
    await refused('bomb', /more than 16 MiB/);
    await expect(readFile(mark)).rejects.toMatchObject({ code: 'ENOENT' });
  }, 60_000);

  test('has more files than can be listed is refused in time', async () => {
    verifies('skills:git:hostile');
    await using server = await GitServer.start();
    await using catalogs = await Catalogs.open();
    const url = await server.commit('bomb', { 'one/SKILL.md': document('one') }, async git => {
      // Ten folders with the same ten folders in them, and so on: a hundred million files of a few kilobytes.
      let tree = await git(
        ['mktree'],
        `100644 blob ${await git(['hash-object', '-w', '--stdin'], 'x')}\tf\n`,
      );
      for (let depth = 0; depth < 8; depth++) {
        const folders = Array.from({ length: 10 }, (_, at) => `040000 tree ${tree}\td${at}\n`);
        tree = await git(['mktree'], folders.join(''));
      }
      await git(['update-ref', 'HEAD', await git(['commit-tree', tree, '-m', 'x'])]);
    });
    await failsWith(catalogs.names(url), catalogs, /lists more than can be taken/);
  }, 60_000);
});

describe('addresses', () => {
  test('only URLs and names at GitHub are taken for repositories', () => {
    verifies('skills:git:addresses');
    expect(repositoryUrl('owner/name')).toBe('https://github.com/owner/name.git');
    expect(repositoryUrl('github:owner/name.git')).toBe('https://github.com/owner/name.git');
    for (const page of ['', '/', '.git', '/tree/main/skills', '?tab=readme']) {
      const url = `https://github.com/owner/name${page}`;
      expect(repositoryUrl(url)).toBe('https://github.com/owner/name.git');
    }
    expect(repositoryUrl('https://github.com.example.com/a/b')).toBe('https://github.com.example.com/a/b');
    expect(repositoryUrl('https://example.com/a b')).toBe('https://example.com/a%20b');
    for (const other of [
      'ssh://git@example.com/x',
      'git@example.com:x/y',
      'file:///etc',
      'ext::sh -c id',
      '--upload-pack=id',
      '/etc',
      '../x',
      'a/b/c',
      '-a/b',
    ]) {
      expect(repositoryUrl(other)).toBeUndefined();
    }
  });

  test.each([
    ['http://127.0.0.1:1/x', [], /a loopback address/],
    ['https://localhost/x', [], /a loopback address/],
    ['https://[::1]/x', [], /a loopback address/],
    ['https://169.254.169.254/x', ['127.0.0.0/8'], /a metadata service address/],
    ['https://10.0.0.1/x', ['127.0.0.0/8'], /a private address/],
    ['http://8.8.8.8/x', [], /by https:\/\/ only/],
    ['https://user:secret@8.8.8.8/x', [], /without credentials/],
    ['https://8.8.8.8/x?a', [], /not the URL of a Git repository/],
    ['https://8.8.8.8/', [], /not the URL of a Git repository/],
  ])('%s is not dialled where %j are allowed', async (url, allowed, sentence) => {
    verifies('skills:git:addresses');
    await using catalogs = await Catalogs.open({ allowPrivateAddresses: () => allowed });
    await expect(catalogs.names(url)).rejects.toMatchObject({
      code: 'GW_SKILL_SOURCE_REFUSED',
      status: 422,
      message: expect.stringMatching(sentence),
    });
  });

  test('a host without git says so', async () => {
    verifies('skills:git:bounds');
    await using server = await GitServer.start();
    await using catalogs = await Catalogs.open({ git: new Git('/nonexistent:/bin-of-nobody') });
    const url = server.url('x');
    await expect(catalogs.names(url)).rejects.toMatchObject({
      code: 'GW_SKILL_SOURCE_REFUSED',
      message: expect.stringMatching(/git is not installed/),
    });
  });
});
