// Checks a package as npm will hand it out; run in the package's folder, after its build.
// `--update` accepts the present surface as the API report.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bin, root, workspaceEnv } from './workspace.mjs';

const folder = process.cwd();
const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
const update = process.argv.includes('--update');
const failures = [];

function run(tool, args) {
  const { status, stdout, stderr } = spawnSync(join(bin, tool), args, {
    cwd: folder,
    env: workspaceEnv(),
    encoding: 'utf8',
  });
  if (status !== 0) failures.push(`${tool} ${args.join(' ')}\n${stdout}${stderr}`);
  return status === 0;
}

/** Compares the package's surface with `etc/NAME.api.md`, or writes it there. */
async function checkApiReport() {
  const { Extractor, ExtractorConfig } = await import('@microsoft/api-extractor');
  const name = manifest.name.replace(/^@[^/]+\//, '');
  const reportFolder = join(folder, 'etc');
  mkdirSync(reportFolder, { recursive: true });
  const config = ExtractorConfig.prepare({
    configObjectFullPath: join(folder, 'api-extractor.json'),
    packageJsonFullPath: join(folder, 'package.json'),
    configObject: {
      projectFolder: folder,
      mainEntryPointFilePath: join(folder, 'dist', 'index.d.ts'),
      compiler: {
        overrideTsconfig: {
          compilerOptions: {
            target: 'es2022',
            lib: ['es2023', 'esnext.disposable'],
            module: 'nodenext',
            moduleResolution: 'nodenext',
            types: ['node'],
            typeRoots: [join(root, 'node_modules', '@types')],
            strict: true,
            skipLibCheck: true,
          },
          files: [join(folder, 'dist', 'index.d.ts')],
        },
      },
      apiReport: {
        enabled: true,
        reportFileName: `${name}.api.md`,
        reportFolder,
        reportTempFolder: join(folder, 'node_modules', '.api'),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        extractorMessageReporting: {
          default: { logLevel: 'none' },
          // A type that the surface uses and hides: a reviewer sees it in the report.
          'ae-forgotten-export': { logLevel: 'warning', addToApiReportFile: true },
        },
        tsdocMessageReporting: { default: { logLevel: 'none' } },
      },
    },
  });
  const messages = [];
  const result = Extractor.invoke(config, {
    localBuild: update,
    messageCallback: message => {
      if (['error', 'warning'].includes(message.logLevel)) messages.push(message.text);
      message.handled = true;
    },
  });
  if (result.apiReportChanged && !update)
    messages.push(
      `The surface is not that of etc/${name}.api.md. If it is meant to be: pnpm check:package:update`,
    );
  if (!result.succeeded || (result.apiReportChanged && !update))
    failures.push(`api-extractor\n${messages.join('\n')}`);
}

const packed = mkdtempSync(join(tmpdir(), 'check-package-'));
try {
  if (run('pnpm', ['pack', '--pack-destination', packed])) {
    const tarball = join(packed, readdirSync(packed)[0]);
    run('publint', ['--strict', tarball]);
    if (manifest.exports['.']) {
      run('attw', [tarball, '--profile', 'esm-only', '--no-color']);
      await checkApiReport();
    }
  }
} finally {
  rmSync(packed, { recursive: true, force: true });
}

for (const failure of failures) console.error(`${manifest.name}: ${failure}`);
process.exitCode = failures.length > 0 ? 1 : 0;
