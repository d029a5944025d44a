import Type from 'typebox';
import { access } from '../access.ts';
import type { PlatformHost } from '../platform.ts';
import type { PlatformApp } from '../typebox-routes.ts';

const text = Type.String();

const ImageList = Type.Object({
  items: Type.Array(
    Type.Object({
      name: Type.String({ description: 'What to give as `image`.' }),
      image: text,
      engine: text,
      runtime: Type.String({ description: 'What it really is.' }),
      description: text,
      is_default: Type.Boolean(),
    }),
  ),
});

const TemplateList = Type.Object({
  templates: Type.Array(Type.Object({ id: text, name: text, image: text, description: text, example: text })),
});

const PackageCatalog = Type.Object({
  categories: Type.Array(
    Type.Object({
      id: text,
      name: text,
      packages: Type.Array(Type.Object({ name: text, version: Type.Union([text, Type.Null()]) })),
    }),
  ),
});

/** What sandboxes can be made of on this host. */
export function sandboxImageRoutes(app: PlatformApp, platform: PlatformHost): void {
  const config = access('sandboxes:read');
  const images = async () => (await platform.parts.sandboxes.open()).host.images;

  app.get('/sandbox-images', { config, schema: { response: { 200: ImageList } } }, async () => {
    const { engine, ...all } = await images().then(one => ({ engine: one.engine, items: one.list() }));
    return {
      items: all.items.map(({ name, runtime, description, isDefault }) => ({
        ...{ name, image: name, engine, runtime, description },
        is_default: isDefault,
      })),
    };
  });

  app.get('/sandbox-images/templates', { config, schema: { response: { 200: TemplateList } } }, async () => ({
    templates: (await images()).templates(),
  }));

  app.get('/sandbox-images/packages', { config, schema: { response: { 200: PackageCatalog } } }, async () => {
    const sandboxes = await platform.parts.sandboxes.open();
    return { categories: await sandboxes.packages() };
  });
}
