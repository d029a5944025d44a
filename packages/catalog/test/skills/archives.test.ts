import { randomBytes } from 'node:crypto';
import { verifies } from '@gw/test';
import { describe, expect, test } from 'vitest';
import { readUpload } from '../../src/skills/read-upload.ts';
import { filesOf } from '../../src/skills/skill-package.ts';
import { writeZip } from '../../src/skills/write-zip.ts';
import { goodDocument, type RawEntry, rawTarGz, rawZip } from './raw-archives.ts';

const document: RawEntry = { path: 'SKILL.md', content: goodDocument };
const formats = {
  zip: { ending: '.zip', pack: rawZip },
  'tar.gz': { ending: '.tar.gz', pack: rawTarGz },
} as const;

const refused = (name: string, content: Buffer, sentence: RegExp) =>
  expect(readUpload(name, content)).rejects.toMatchObject({
    code: 'GW_INVALID',
    status: 422,
    message: expect.stringMatching(sentence),
    errors: [{ pointer: '/file' }],
  });

describe.each(Object.entries(formats))('%s', (_name, { ending, pack }) => {
  const file = `skill${ending}`;

  test('a folder with a skill becomes that skill, wherever its top is, without what systems put beside it', async () => {
    verifies('skills:upload:archives');
    const entries = [
      { path: 'pdf-forms/', mode: 0o040755, type: '5' },
      { path: 'pdf-forms/SKILL.md', content: goodDocument },
      { path: 'pdf-forms/scripts/fill.py', content: 'print()', mode: 0o100755 },
      { path: 'pdf-forms/.DS_Store', content: 'x' },
      { path: 'pdf-forms/data.bin', content: Buffer.from([0, 255, 1]) },
    ];
    const inFolder = await readUpload(file, pack(entries));
    const atTop = await readUpload(
      file,
      pack(entries.slice(1).map(entry => ({ ...entry, path: entry.path.replace('pdf-forms/', '') }))),
    );
    expect(filesOf(inFolder)).toEqual([
      { path: 'SKILL.md', content: Buffer.from(goodDocument), mode: 0o644 },
      { path: 'data.bin', content: Buffer.from([0, 255, 1]), mode: 0o644 },
      { path: 'scripts/fill.py', content: Buffer.from('print()'), mode: 0o755 },
    ]);
    expect(atTop).toEqual(inFolder);
  });

  test.each([
    ['../outside.md', /leads out of the package|invalid relative path/],
    ['a/../../outside.md', /leads out of the package|invalid relative path/],
    ['/etc/passwd', /absolute/],
    ['C:/windows/system.ini', /absolute/],
    ['a\\..\\b.md', /backslash|invalid characters in fileName/],
    ['a//b.md', /empty part/],
    ['a/./b.md', /empty part/],
    ['a/\u0001.md', /characters that no path may have/],
    ['a/\u202Edm.exe', /characters that no path may have/],
  ])('no file leaves the folder by its name: %j', async (path, sentence) => {
    verifies('skills:archives:paths');
    await refused(file, pack([document, { path, content: 'x' }]), sentence);
  });

  test('no file is there twice, not even in other letters, nor within another file', async () => {
    verifies('skills:archives:duplicates');
    const twice = (path: string, other: string) =>
      pack([document, { path, content: '1' }, { path: other, content: '2' }]);
    await refused(file, twice('a.md', 'a.md'), /twice/);
    await refused(file, twice('A.md', 'a.md'), /twice/);
    await refused(file, twice('\u00e9.md', 'e\u0301.md'), /twice/);
    await refused(file, twice('a', 'a/b'), /within a file/);
    await refused(file, twice('a/b', 'a'), /twice/);
  });

  test('what unpacks to more than 16 MiB, or to more than 512 files, is refused', async () => {
    verifies('skills:archives:bombs');
    const bomb = pack([document, { path: 'zeros', content: Buffer.alloc(40 * 1024 * 1024) }]);
    expect(bomb.length).toBeLessThan(100_000);
    await refused(file, bomb, /more than 16 MiB/);
    const many = Array.from({ length: 600 }, (_, at) => ({ path: `files/${at}`, content: '' }));
    await refused(file, pack([document, ...many]), /more than 512 files/);
    const folders = Array.from({ length: 2_000 }, (_, at) => ({ path: `${at}/`, mode: 0o040755, type: '5' }));
    await refused(file, pack([document, ...folders]), /more than 512 files/);
  });

  test('what is cut off anywhere, damaged or something else is refused', async () => {
    verifies('skills:archives:damaged');
    const whole = pack([document, { path: 'noise.bin', content: randomBytes(5_000) }]);
    for (const at of [1, 20, 100, whole.length >> 1, whole.length - 30]) {
      await refused(file, whole.subarray(0, at), /can be read|cut off|damaged/);
    }
    await refused(file, randomBytes(3_000), /can be read|cut off/);
    await refused(file, Buffer.from(goodDocument), /can be read|cut off/);
    await refused(file, Buffer.alloc(0), /is empty/);
  });

  test('an archive without a skill is refused', async () => {
    verifies('skills:upload:archives');
    await refused(file, pack([{ path: 'README.md', content: 'x' }]), /holds no SKILL.md/);
    await refused(file, pack([]), /holds no SKILL.md|can be read/);
    await refused(
      file,
      pack([
        { path: 'a/SKILL.md', content: 'x' },
        { path: 'b/x', content: 'x' },
      ]),
      /holds no SKILL/,
    );
    await refused(file, pack([{ path: 'SKILL.md', content: Buffer.from([0xff, 0xfe]) }]), /UTF-8/);
  });
});

test('links and devices of an archive are refused, whatever they point at', async () => {
  verifies('skills:archives:links');
  await refused(
    'a.zip',
    rawZip([document, { path: 'link', content: '/etc/passwd', mode: 0o120777 }]),
    /is a link or a device/,
  );
  await refused('a.zip', rawZip([document, { path: 'a\0b', content: 'x' }]), /characters that no path/);
  await refused('a.zip', rawZip([document, { path: 'fifo', mode: 0o010644 }]), /is a link or a device/);
  for (const type of ['1', '2', '3', '4', '6']) {
    const entry = { path: 'link', type, target: '/etc/passwd' };
    await refused('a.tar.gz', rawTarGz([document, entry]), /is a link or a device|linkpath/);
  }
});

test('encrypted entries, and contents that are not what the archive says, are refused', async () => {
  verifies('skills:archives:damaged');
  const entry = { path: 'x', content: 'content' };
  await refused('a.zip', rawZip([document, { ...entry, encrypted: true }]), /is encrypted/);
  await refused('a.zip', rawZip([document, { ...entry, method: 99 }]), /not known/);
  await refused('a.zip', rawZip([document, { ...entry, crc: 7 }]), /damaged/);
  await refused('a.zip', rawZip([document, { ...entry, saysSize: 3 }]), /can be read/);
  // It says that it is small, and is not.
  const liar = { path: 'x', content: Buffer.alloc(20 * 1024 * 1024), saysSize: 10 };
  await refused('a.zip', rawZip([document, liar]), /can be read/);
});

test('a package becomes a skill with the same content again, and the same archive', async () => {
  verifies('skills:package:round-trip');
  const files = [
    { path: 'scripts/run.sh', content: '#!/bin/sh\n', mode: 0o100755 },
    { path: 'ä ö.md', content: 'umlauts' },
    { path: 'noise.bin', content: randomBytes(100_000) },
  ];
  const skill = await readUpload('x.zip', rawZip([document, ...files]));
  const archive = await writeZip(skill);
  const again = await readUpload('other.zip', archive);
  expect(again).toEqual(skill);
  expect(await writeZip(again)).toEqual(archive);
});

test('other files than Markdown and archives are refused', async () => {
  verifies('skills:upload:archives');
  for (const name of ['skill.exe', 'skill', '.zip.txt', 'skill.tar', '']) {
    await refused(name, Buffer.from('x'), /must be Markdown/);
  }
});
