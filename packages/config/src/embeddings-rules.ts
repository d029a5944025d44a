import type { Draft } from './draft.ts';
import type { ConfigIssue } from './errors.ts';
import type { GatewayConfig } from './schema/gateway-config.ts';

/** A model is asked for at a URL or run from a folder, never both. */
export function checkEmbeddings(
  { embeddings }: Draft<GatewayConfig>,
  isRefused: (pointer: string) => boolean,
): ConfigIssue[] {
  if (!embeddings) return [];
  const { url, folder, model } = embeddings;
  const isWrong = (key: string) => isRefused(`/embeddings/${key}`);
  if (url !== undefined && folder !== undefined) {
    const message = `can't stand beside url: a model is either asked (url) or run here (folder)`;
    return [{ pointer: '/embeddings/folder', message, expected: 'either url or folder' }];
  }
  if (url === undefined && folder === undefined) {
    const expected = 'the URL of an embeddings endpoint, unless there is a folder';
    if (isWrong('url') || isWrong('folder')) return [];
    return [{ pointer: '/embeddings/url', message: `is missing; it must be ${expected}`, expected }];
  }
  if (url !== undefined && model === undefined && !isWrong('model')) {
    const expected = 'the name of a model that the endpoint has';
    return [{ pointer: '/embeddings/model', message: `is missing; it must be ${expected}`, expected }];
  }
  return [];
}
