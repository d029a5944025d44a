import { join } from 'node:path';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { apiTypes } from './api-types.ts';

// Where this fails after a change of a route's schema: pnpm --filter @gw/sdk generate
test('the types of the client are those of the routes of the gateway', async () => {
  verifies('sdk:types:generated');
  await expect(await apiTypes()).toMatchFileSnapshot(join(import.meta.dirname, '..', 'src', 'api.ts'));
});
