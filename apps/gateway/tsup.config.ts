import { packageBuild } from '../../tsup.base.ts';

// Only a command: nobody imports it, so it has no types.
export default packageBuild({ entry: ['src/main.ts'], dts: false });
