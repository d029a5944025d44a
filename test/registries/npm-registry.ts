import { createHash } from 'node:crypto';
import { type Files, tarball } from './archives.ts';
import { json, RegistryServer } from './registry-server.ts';

/** A package as it is published. */
export interface PublishedNpmPackage {
  readonly name: string;
  readonly version: string;
  readonly manifest?: Readonly<Record<string, unknown>>;
  /** Beside `package.json`. */
  readonly files?: Files;
}

/** A registry that speaks npm's protocol: packuments, tarballs, search. */
export async function startNpmRegistry(packages: readonly PublishedNpmPackage[]): Promise<RegistryServer> {
  const published = packages.map(({ name, version, manifest = {}, files = {} }) => {
    const full = { name, version, description: `Test package ${name}`, ...manifest };
    const entries = Object.entries({ 'package.json': JSON.stringify(full), ...files });
    const content = tarball(Object.fromEntries(entries.map(([path, text]) => [`package/${path}`, text])));
    const integrity = `sha512-${createHash('sha512').update(content).digest('base64')}`;
    return { name, version, full, content, integrity, path: `/${name}/-/${version}.tgz` };
  });
  const registry: RegistryServer = new RegistryServer((url, _request, response) => {
    const path = decodeURIComponent(url.pathname);
    const file = published.find(each => each.path === path);
    if (file) return void response.end(file.content);
    if (path === '/-/v1/search') {
      const words = (url.searchParams.get('text') ?? '').split(' ').filter(word => word !== 'mcp');
      const found = published.filter(({ name }) => words.every(word => name.includes(word)));
      const objects = found.map(({ full }) => ({
        package: { ...full, links: {}, maintainers: [], date: new Date(0) },
      }));
      return json(response, 200, { objects, total: objects.length, time: '' });
    }
    const versions = published.filter(({ name }) => `/${name}` === path);
    const latest = versions.at(-1);
    if (!latest) return json(response, 404, { error: 'Not found' });
    json(response, 200, {
      name: latest.name,
      'dist-tags': { latest: latest.version },
      versions: Object.fromEntries(
        versions.map(({ version, full, integrity, path: tarballPath }) => [
          version,
          { ...full, dist: { tarball: registry.url + tarballPath, integrity } },
        ]),
      ),
    });
  });
  return registry.listen();
}
