// `npm run soak -- --sessions N`: see docs/soak.md.
import { parseArgs } from 'node:util';
import { renderReport } from './report.ts';
import { type Done, soak } from './soak.ts';

const { values } = parseArgs({
  options: {
    sessions: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    'gateway-kills': { type: 'string' },
  },
});
const [sessions, seed] = [Number(values.sessions), Number(values.seed)];
const gatewayKills = Number(values['gateway-kills'] ?? Math.min(20, Math.ceil(sessions / 500)));
if (![sessions, seed, gatewayKills].every(Number.isInteger) || sessions < 1) {
  process.stderr.write('Usage: npm run soak -- [--sessions N] [--seed N] [--gateway-kills N]\n');
  process.exit(2);
}

// Exit handlers end the gateway.
process.once('SIGINT', () => process.exit(130)).once('SIGTERM', () => process.exit(143));
const startedAt = performance.now();
let toldAt = startedAt;
function onProgress(done: Done): void {
  if (performance.now() - toldAt < 5000) return;
  toldAt = performance.now();
  const seconds = Math.round((toldAt - startedAt) / 1000);
  process.stderr.write(
    `${seconds} s: ${done.sessions} of ${sessions} sessions, ${done.calls} calls, kills: ${done.serverKills} servers, ${done.wrapperKills} wrappers, ${done.gatewayKills} gateways\n`,
  );
}

const report = await soak({ sessions, seed, gatewayKills, onProgress });
process.stdout.write(`${renderReport(report)}\n`);
if (report.done.unanswered > 0 || report.findings.some(({ held }) => !held)) process.exitCode = 1;
