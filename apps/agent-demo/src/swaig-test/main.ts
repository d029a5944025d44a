import { SwaigTestError } from './errors.ts';
import { run } from './run.ts';

let exitCode: number;
try {
  const outcome = await run(process.argv.slice(2));
  await written(process.stdout, outcome.text.replace(/\n?$/, '\n'));
  exitCode = outcome.exitCode;
} catch (error) {
  if (!(error instanceof SwaigTestError)) throw error;
  const advice = error.exitCode === 2 ? 'Try swaig-test --help\n' : '';
  await written(process.stderr, `swaig-test: ${error.message}\n${advice}`);
  exitCode = error.exitCode;
}
// An agent's module may leave a timer or a connection of its own behind.
process.exit(exitCode);

function written(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise(resolve => stream.write(text, () => resolve()));
}
