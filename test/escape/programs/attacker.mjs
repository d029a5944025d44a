// A server that turns on its host: reads what to try from its input, tries it, and prints what came of it.
import { execFileSync, spawn } from 'node:child_process';
import dgram from 'node:dgram';
import { lookup, Resolver } from 'node:dns/promises';
import fs from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';

const read = path => fs.readFileSync(path, 'latin1');
const pids = () => fs.readdirSync('/proc').filter(name => /^\d+$/.test(name));

/** Whatever each of many ways gives, joined; one that fails gives nothing. */
const all = (ways, take) =>
  ways
    .map(way => {
      try {
        return take(way);
      } catch {
        return '';
      }
    })
    .join('\n');

function memoryOf(pid) {
  const [, from, to] = /^(\w+)-(\w+) .*\[stack\]$/m.exec(read(`/proc/${pid}/maps`));
  const start = BigInt(`0x${from}`);
  const bytes = Buffer.alloc(Number(BigInt(`0x${to}`) - start));
  const file = fs.openSync(`/proc/${pid}/mem`);
  fs.readSync(file, bytes, 0, bytes.length, start);
  return bytes.toString('latin1');
}

async function converse({ path, host, port, text: say = '' }) {
  const socket = path === undefined ? net.connect({ host, port }) : net.connect(path);
  socket.setTimeout(4000, () => socket.destroy(new Error('silence')));
  socket.end(say);
  return await text(socket);
}

/** Follows redirects; through the proxy where there is one. */
async function browse({ url, proxied, left = 3 }) {
  const { hostname, port, pathname } = new URL(url);
  const proxy = proxied && process.env.HTTP_PROXY;
  const place = proxy ? new URL(proxy) : { hostname: hostname.replace(/[[\]]/g, ''), port };
  const head = `GET ${proxy ? url : pathname} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: close\r\n\r\n`;
  const answer = await converse({ host: place.hostname, port: Number(place.port), text: head });
  const next = /^location: (\S+)/im.exec(answer)?.[1];
  return next && left > 0 ? browse({ url: next, proxied, left: left - 1 }) : answer;
}

/** Asks whatever proxy there is; without one, what would be asked of it is tried directly. */
async function throughProxy({ lines, host, port, text: say }) {
  const proxy = process.env.HTTP_PROXY && new URL(process.env.HTTP_PROXY);
  if (!proxy) return await converse({ host, port, text: say });
  return await converse({ host: proxy.hostname, port: Number(proxy.port), text: lines + say });
}

function fill({ folder, files, mb }) {
  const block = Buffer.alloc(1 << 20, 'x');
  for (let n = 0; n < files; n++) {
    const file = fs.openSync(join(folder, `filled-${n}`), 'w');
    for (let written = 0; written < mb; written++) fs.writeSync(file, block);
    fs.closeSync(file);
  }
}

/** Files that could be written, without links and what belongs to processes; nothing is opened. */
function writable(folder, found = []) {
  let entries = [];
  try {
    entries = fs.readdirSync(folder, { withFileTypes: true });
  } catch {}
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (/^\/proc\/(\d+|self|thread-self)$/.test(path)) continue;
    if (entry.isDirectory()) writable(path, found);
    else if (entry.isFile())
      try {
        fs.accessSync(path, fs.constants.W_OK);
        found.push(path);
      } catch {}
  }
  return found;
}

const deeds = {
  read: ({ path }) => read(path),
  'read-any': ({ paths }) => all(paths, read),
  environment: () => JSON.stringify(process.env),
  words: () => JSON.stringify(process.argv.slice(3)),
  descriptors: () =>
    all(
      fs.readdirSync('/proc/self/fd').filter(fd => Number(fd) > 2),
      fd => {
        const to = fs.readlinkSync(`/proc/self/fd/${fd}`);
        return to.startsWith('/') && !to.startsWith('/dev/') && !to.startsWith('/proc/')
          ? `${to} ${read(to)}`
          : '';
      },
    ),
  'descriptors-of': ({ pid }) =>
    all(fs.readdirSync(`/proc/${pid}/fd`), fd => {
      if (!fs.statSync(`/proc/${pid}/fd/${fd}`).isFile()) return '';
      return read(`/proc/${pid}/fd/${fd}`);
    }),
  scan: () => all(pids(), pid => read(`/proc/${pid}/cmdline`) + read(`/proc/${pid}/environ`)),
  roots: ({ path }) => all(pids(), pid => read(`/proc/${pid}/root${path}`)),
  memory: ({ pid }) => memoryOf(pid),
  processes: () => all(pids(), pid => read(`/proc/${pid}/cmdline`)),
  search: ({ folder }) => all(fs.readdirSync(folder, { recursive: true }), name => read(join(folder, name))),
  signal: ({ pid }) => void process.kill(pid, 'SIGUSR2'),
  write: ({ path, text }) => fs.writeFileSync(path, text),
  append: ({ path, text }) => fs.appendFileSync(path, text),
  'write-own': ({ text }) => fs.appendFileSync(process.argv[1], text),
  open: ({ path, flags = 'r+' }) => void fs.closeSync(fs.openSync(path, flags)),
  'open-any': ({ paths, flags = 'r+' }) => {
    const opened = paths.filter(path => {
      try {
        return fs.closeSync(fs.openSync(path, flags)) === undefined;
      } catch {
        return false;
      }
    });
    if (opened.length === 0) throw new Error('none of them could be opened');
    return opened.join();
  },
  sweep: ({ folders }) => {
    const found = folders.flatMap(folder => writable(folder));
    if (found.length === 0) throw new Error('there is none');
    return found.join('\n');
  },
  'join-cgroup': ({ files }) => {
    for (const file of files) fs.writeFileSync(file, '0');
  },
  symlink: ({ to }) => {
    const link = join(process.env.HOME, `link-${process.hrtime.bigint()}`);
    fs.symlinkSync(to, link);
    return read(link);
  },
  lay: ({ to, path }) => void fs.symlinkSync(to, path),
  hardlink: ({ to }) => {
    const link = join(process.env.HOME, `link-${process.hrtime.bigint()}`);
    fs.linkSync(to, link);
    return read(link);
  },
  connect: converse,
  browse,
  'browse-any': async ({ urls, proxied }) =>
    (await Promise.allSettled(urls.map(url => browse({ url, proxied }))))
      .map(({ value }) => value ?? '')
      .join('\n'),
  'through-proxy': throughProxy,
  lookup: async ({ name }) => JSON.stringify(await lookup(name, { all: true })),
  ask: async ({ server, name }) => {
    const resolver = new Resolver({ timeout: 500, tries: 1 });
    resolver.setServers([server]);
    return JSON.stringify(await resolver.resolve4(name));
  },
  shout: async ({ host, port, text: say }) => {
    const socket = dgram.createSocket('udp4');
    await new Promise((resolve, reject) =>
      socket.send(say, port, host, error => (error ? reject(error) : resolve())),
    );
    socket.close();
  },
  eat: async ({ mb }) => {
    const eaten = [];
    for (let n = 0; n < mb; n += 16) eaten.push(Buffer.alloc(16 << 20, n + 1));
    await delay(1500);
    return String(eaten.length);
  },
  fill: async ({ folder, files, mb, wait = 0 }) => {
    fill({ folder: folder ?? process.env.HOME, files, mb });
    await delay(wait);
  },
  'open-many': ({ count }) => {
    for (let n = 0; n < count; n++) fs.openSync('/dev/null');
  },
  spin: ({ ms }) => {
    for (const end = performance.now() + ms; performance.now() < end; );
  },
  daemon: async ({ script }) => {
    const child = spawn(process.execPath, ['-e', script], { detached: true, stdio: 'ignore', env: {} });
    await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
    child.unref();
  },
  run: ({ file, words = [] }) =>
    execFileSync(file, words, { encoding: 'latin1', stdio: ['ignore', 'pipe', 'pipe'] }),
};

const { deed, ...details } = JSON.parse(await text(process.stdin));
if (!deeds[deed]) throw new Error(`There is no deed ${deed}`);
let report;
try {
  report = { succeeded: true, found: (await deeds[deed](details)) ?? '' };
} catch (error) {
  report = { succeeded: false, why: `${error.code ?? ''} ${error.message}` };
}
fs.writeSync(1, `${JSON.stringify(report)}\n`);
process.exit(0);
