import { configJsonSchema } from '../src/index.ts';
import { configurationPage } from './configuration-page.ts';

/** What is written from the schema: the JSON Schema for editors and the reference page. */
export const generatedFiles = () => [
  {
    url: new URL('../config.schema.json', import.meta.url),
    content: `${JSON.stringify(configJsonSchema(), null, 2)}\n`,
  },
  { url: new URL('../../../docs/configuration.md', import.meta.url), content: configurationPage() },
];
