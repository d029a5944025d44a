import Type from 'typebox';
import { section, textThat } from './setting.ts';

const isHttpUrl = (value: string) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);

const address = (description: string, defaultText: string) =>
  textThat(isHttpUrl, {
    // It may hold credentials.
    secret: true,
    expected: 'a URL such as "https://packages.example.com/"',
    defaultText,
    description,
  });

/** Where servers that are imported come from. */
export const CatalogSchema = section(
  {
    npm_registry: Type.Optional(
      address('The npm registry that servers are imported from.', 'as npm is configured on this host'),
    ),
    pypi_index: Type.Optional(
      address(
        'The index of Python packages that servers are imported from, as pip takes it.',
        'as uv or pip is configured on this host',
      ),
    ),
    mcp_registry: Type.Optional(
      address(
        'The registry of MCP servers, without `/v0.1`; the catalog `mcp` is there only where this is set.',
        'none',
      ),
    ),
  },
  { description: 'Where servers that are imported over the platform API come from; `docs/catalog.md`.' },
);
