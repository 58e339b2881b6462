// `npm run check`: everything a change must pass, in the order that fails soonest. `--skip <step>` leaves a step out.
import { spawnSync } from 'node:child_process';

const steps = {
  format: 'prettier --check --log-level warn .',
  lint: 'oxlint --type-aware --quiet',
  types: 'tsc',
  'dead code': 'knip --no-progress',
  secrets: 'secretlint --maskSecrets "**/*"',
  tests: 'npm test --silent',
  synth: 'cdk synth --quiet',
};

const skipped = process.argv.flatMap((argument, i, all) => (argument === '--skip' ? [all[i + 1]] : []));
const unknown = skipped.filter(step => !(step in steps));
if (unknown.length > 0) {
  console.error(`check: --skip: got ${unknown.join(', ')}, takes one of: ${Object.keys(steps).join(', ')}`);
  process.exit(2);
}

const failed = [];
for (const [name, command] of Object.entries(steps)) {
  if (skipped.includes(name)) continue;
  const began = Date.now();
  const { status } = spawnSync(command, { shell: true, stdio: 'inherit' });
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
  if (status !== 0) failed.push(name);
}
if (failed.length > 0) console.error(`check: failed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
