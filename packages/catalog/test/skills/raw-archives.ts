import { crc32, deflateRawSync, gzipSync } from 'node:zlib';

/** A file of an archive, with all that an attacker can say of it. */
export interface RawEntry {
  readonly path: string;
  readonly content?: string | Uint8Array;
  /** Of Unix, type included. */
  readonly mode?: number;
}

export interface RawZipEntry extends RawEntry {
  readonly encrypted?: boolean;
  /** Default 8, deflate. */
  readonly method?: number;
  readonly crc?: number;
  /** Default: what it is. */
  readonly saysSize?: number;
}

/** A zip archive, byte by byte. */
export function rawZip(entries: readonly RawZipEntry[]): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const { path, content = '', mode = 0o100644, encrypted = false, method = 8 } = entry;
    const name = Buffer.from(path);
    const plain = Buffer.from(content);
    const data = method === 8 ? deflateRawSync(plain) : plain;
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x800 | (encrypted ? 1 : 0), 2);
    common.writeUInt16LE(method, 4);
    common.writeUInt32LE(entry.crc ?? crc32(plain), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(entry.saysSize ?? plain.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, name, data]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE((mode << 16) >>> 0, 6);
    tail.writeUInt32LE(offset, 10);
    const madeBy = Buffer.from([20, 3]);
    centrals.push(Buffer.concat([Buffer.from('PK\x01\x02', 'latin1'), madeBy, common, tail, name]));
    locals.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(centrals);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, central, end]);
}

export interface RawTarEntry extends RawEntry {
  /** `0` a file, `1` a hard link, `2` a link, `3` a device, `5` a folder. */
  readonly type?: string;
  readonly target?: string;
}

/** A tar archive, compressed, byte by byte. */
export function rawTarGz(entries: readonly RawTarEntry[]): Buffer {
  const blocks = entries.flatMap(({ path, content = '', mode = 0o644, type = '0', target = '' }) => {
    const data = Buffer.from(content);
    const header = Buffer.alloc(512);
    header.write(path, 0, 100);
    header.write(`${(mode & 0o7777).toString(8).padStart(7, '0')}\0`, 100);
    header.write('0000000\0', 108);
    header.write('0000000\0', 116);
    header.write(`${data.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write('00000000000\0', 136);
    header.write(' '.repeat(8), 148);
    header.write(type, 156);
    header.write(target, 157, 100);
    header.write('ustar\x0000', 257);
    const sum = header.reduce((all, byte) => all + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return [header, data, Buffer.alloc((512 - (data.length % 512)) % 512)];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}

/** A good `SKILL.md`. */
export const goodDocument = '---\nname: good\ndescription: Is good.\n---\n\n# Good\n';
