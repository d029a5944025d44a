import { hash } from 'node:crypto';
import { script } from './page-script.ts';
import { style } from './page-style.ts';

const integrity = (text: string) => `'sha256-${hash('sha256', text, 'base64')}'`;

/** The page's own policy: its one script and one style, and requests to where it came from. */
export const pagePolicy = [
  "default-src 'none'",
  `script-src ${integrity(script)}`,
  `style-src ${integrity(style)}`,
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The page to read and try the API. It is drawn from `/openapi.json`, with the credentials that the browser has. */
export const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>MCP gateway: API</title>
<style>${style}</style>
</head>
<body>
<main id="api"><p>Loading…</p></main>
<script>${script}</script>
</body>
</html>
`;
