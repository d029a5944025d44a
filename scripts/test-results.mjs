// What vitest's JSON report says, for .ci/run: `counts` prints passed and failed, `failed` a line for each failed test,
// `files` the files to run again.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

const [what, path] = process.argv.slice(2);
const report = JSON.parse(readFileSync(path, 'utf8'));
const firstLine = text =>
  String(text ?? '')
    .split('\n')[0]
    .slice(0, 300);

const failures = report.testResults
  .filter(file => file.status === 'failed')
  .map(file => ({
    file: relative(process.cwd(), file.name),
    message: file.message,
    tests: file.assertionResults.filter(test => test.status === 'failed'),
  }));

const prints = {
  counts: () => `${report.numPassedTests} ${report.numFailedTests}`,
  files: () => failures.map(({ file }) => file).join('\n'),
  failed: () =>
    failures
      .flatMap(({ file, message, tests }) =>
        tests.length === 0
          ? [`${file}: ${firstLine(message)}`]
          : tests.map(test => `${file}: ${test.fullName}: ${firstLine(test.failureMessages[0])}`),
      )
      .join('\n'),
};
const print = prints[what];
if (print === undefined)
  throw new Error(`Unknown question "${what}"; ask one of: ${Object.keys(prints).join(', ')}`);
console.log(print());
