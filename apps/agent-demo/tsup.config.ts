import { packageBuild } from '../../tsup.base.ts';

export default packageBuild({
  entry: { index: 'src/index.ts', 'swaig-test': 'src/swaig-test/main.ts' },
  dts: { entry: { index: 'src/index.ts' } },
});
