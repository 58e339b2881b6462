import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { cold } from './cold';
import { guard } from './guard';
import { guardHolds } from './guard-holds';
import { median, seconds, type Measurement } from './measurement';
import { policy } from './policy';
import { prove, proveGrowth } from './prove';
import { run, type Run } from './process';
import { proveBesideScanners } from './scanners';
import { trust } from './trust';

const root = resolve(__dirname, '..', '..');

export type { Measurement } from './measurement';

export const benches: Readonly<Record<string, () => Promise<readonly Measurement[]>>> = {
  synth,
  guard,
  guardHolds,
  cold,
  sizes,
  policy,
  prove,
  proveBesideScanners,
  proveGrowth,
  trust,
  start,
  test,
};

/** The whole app, bundling and validation on, against an app of one bucket; alternated, so that both see one machine. */
async function synth(): Promise<readonly Measurement[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'portcullis-bench-'));
  try {
    const oneBucket = join(root, '.portcullis', 'one-bucket.ts');
    writeFileSync(
      oneBucket,
      `import { App, Stack } from 'aws-cdk-lib/core';
       import { Bucket } from 'aws-cdk-lib/aws-s3';
       const app = new App();
       new Bucket(new Stack(app, 'one'), 'bucket');
       app.synth();`,
    );
    const cdk = (app: string, out: string): Promise<Run> =>
      run('npx', ['cdk', 'synth', '--quiet', '--app', app, '--output', join(scratch, out)], { cwd: root });
    const whole: number[] = [];
    const small: number[] = [];
    for (let round = 0; round < 5; round++) {
      small.push((await cdk(`node --import tsx ${oneBucket}`, 'small')).ms);
      whole.push((await cdk('node --import tsx bin/synth.ts', 'whole')).ms);
    }
    const ratio = median(whole) / median(small);
    return [
      {
        what: 'cdk synth of the whole app ÷ of a one-bucket app (median of 5)',
        measured: `${ratio.toFixed(2)}× (${seconds(median(whole))} ÷ ${seconds(median(small))})`,
        bound: '≤ 1.8×',
        held: ratio <= 1.8,
      },
    ];
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The JavaScript of every handler, as the last synth bundled it. */
async function sizes(): Promise<readonly Measurement[]> {
  const build = join(root, '.portcullis', 'build');
  return readdirSync(build).map(name => {
    const kb = statSync(join(build, name, 'index.js')).size / 1000;
    return { what: `handler ${name}`, measured: `${kb.toFixed(0)} KB`, bound: '≤ 600 KB', held: kb <= 600 };
  });
}

/** The main job from nothing to the printed table. */
async function start(): Promise<readonly Measurement[]> {
  const { ms, peakBytes } = await run('npm', ['start', '--', '--once'], { cwd: root });
  const gb = peakBytes / 1e9;
  return [
    { what: 'npm start -- --once, whole', measured: seconds(ms), bound: '< 40 s', held: ms < 40_000 },
    {
      what: 'its memory, all processes together at the peak, what they share counted once',
      measured: `${gb.toFixed(2)} GB`,
      bound: '< 1.5 GB',
      held: gb < 1.5,
    },
  ];
}

async function test(): Promise<readonly Measurement[]> {
  const { ms } = await run('npm', ['test'], { cwd: root });
  return [{ what: 'npm test, whole', measured: seconds(ms), bound: '< 90 s', held: ms < 90_000 }];
}
