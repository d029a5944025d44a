import { defineConfig, type Options } from 'tsup';

/** What every package's build shares: ESM for the oldest Node that is supported, types beside it. */
export const packageBuild = (options: Options = {}) =>
  defineConfig({
    entry: ['src/index.ts'],
    format: 'esm',
    target: 'node22.13',
    platform: 'node',
    dts: true,
    clean: true,
    sourcemap: true,
    removeNodeProtocol: false,
    ...options,
  });
