import { setImmediate as breathe } from 'node:timers/promises';
import { guard } from '../../lambda/guard/guard';
import { guardedSystem } from './guarded-system';
import { median, quietly, type Measurement } from './measurement';

const seconds = 60;

/** One process serves for a minute, tokens good and bad, users known and new: its memory stays where it was after the first third. */
export async function guardHolds(): Promise<readonly Measurement[]> {
  process.env['POWERTOOLS_METRICS_NAMESPACE'] = 'Portcullis';
  const system = await guardedSystem();
  const run = guard({ ...system.options, ...system.managed });
  return report(await quietly(() => serve(run, headers => system.eventWith(headers))));
}

interface Held {
  readonly calls: number;
  readonly bytes: readonly number[];
}

async function serve(
  run: (event: unknown) => Promise<unknown>,
  eventWith: (headers: Readonly<Record<string, string>>) => object,
): Promise<Held> {
  const bytes: number[] = [];
  const end = performance.now() + seconds * 1_000;
  let calls = 0;
  for (let next = 0; performance.now() < end; calls++) {
    // Every tenth call is of a device that nobody has seen before, every hundredth of a token that is none.
    const other: Record<string, string> = calls % 100 === 1 ? { authorization: `Bearer a.b.${calls}` } : {};
    const device: Record<string, string> =
      calls % 10 === 0 ? { 'portcullis-client-cert-sha256': calls.toString(16).padStart(64, '0') } : {};
    await run(eventWith({ ...other, ...device }));
    if (performance.now() < next) continue;
    next = performance.now() + 250;
    await breathe();
    bytes.push(process.memoryUsage().rss);
  }
  return { calls, bytes };
}

function report({ calls, bytes }: Held): readonly Measurement[] {
  const third = Math.floor(bytes.length / 3);
  const [early, late] = [median(bytes.slice(third, 2 * third)), median(bytes.slice(-third))];
  const growth = late / early;
  const mb = (value: number): string => `${(value / 1e6).toFixed(0)} MB`;
  return [
    {
      what: `the guard in one process for ${seconds} s, ${calls.toLocaleString('en')} calls: its memory in the last third ÷ the second`,
      measured: `${growth.toFixed(2)}× (${mb(late)} ÷ ${mb(early)})`,
      bound: '≤ 1.1×',
      held: growth <= 1.1,
    },
  ];
}
