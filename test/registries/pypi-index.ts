import { createHash } from 'node:crypto';
import { type Files, zip } from './archives.ts';
import { RegistryServer } from './registry-server.ts';

/** A package as it is published: one wheel. */
export interface PublishedWheel {
  readonly name: string;
  readonly version: string;
  /** Program → `module:function`. */
  readonly programs?: Readonly<Record<string, string>>;
  readonly files?: Files;
}

/** An index that speaks the simple repository API, as pages. Source: PEP 503. */
export async function startPypiIndex(packages: readonly PublishedWheel[]): Promise<RegistryServer> {
  const published = packages.map(wheel => {
    const stem = `${wheel.name.replaceAll(/[-.]+/g, '_')}-${wheel.version}`;
    const content = zip(wheelFiles(wheel, stem));
    const digest = createHash('sha256').update(content).digest('hex');
    return { ...wheel, file: `${stem}-py3-none-any.whl`, content, digest };
  });
  const index = new RegistryServer((url, _request, response) => {
    const file = published.find(each => url.pathname === `/files/${each.file}`);
    if (file) return void response.end(file.content);
    const wheels = published.filter(({ name }) => url.pathname === `/simple/${name}/`);
    if (wheels.length === 0) return void response.writeHead(404).end();
    const links = wheels.map(each => `<a href="/files/${each.file}#sha256=${each.digest}">${each.file}</a>`);
    response.setHeader('content-type', 'text/html');
    response.end(`<!DOCTYPE html><html><body>${links.join('\n')}</body></html>`);
  });
  return index.listen();
}

function wheelFiles({ name, version, programs = {}, files = {} }: PublishedWheel, stem: string): Files {
  const scripts = Object.entries(programs).map(([program, target]) => `${program} = ${target}\n`);
  const info = {
    METADATA: `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n`,
    WHEEL: 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
    ...(scripts.length > 0 && { 'entry_points.txt': `[console_scripts]\n${scripts.join('')}` }),
  };
  const described = Object.fromEntries(
    Object.entries(info).map(([path, text]) => [`${stem}.dist-info/${path}`, text]),
  );
  const all: Files = { ...files, ...described };
  const listed = [...Object.keys(all), `${stem}.dist-info/RECORD`].map(path => `${path},,\n`).join('');
  return { ...all, [`${stem}.dist-info/RECORD`]: listed };
}
