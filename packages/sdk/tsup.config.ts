import { packageBuild } from '../../tsup.base.ts';

// For browsers, Deno and Bun as well as for Node.
export default packageBuild({ target: 'es2022', platform: 'neutral' });
