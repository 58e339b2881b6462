import { verify, type KeyObject } from 'node:crypto';
import type { Request, Stage } from '../../lambda/guard/call';
import { guard as guarded, type GuardOptions } from '../../lambda/guard/guard';
import type { Off } from '../../lambda/guard/off';
import { readRequest } from '../../lambda/guard/request';
import { binding } from '../../lambda/guard/stages/binding';
import { hop } from '../../lambda/guard/stages/hop';
import { policy } from '../../lambda/guard/stages/policy';
import { proof } from '../../lambda/guard/stages/proof';
import { revocation } from '../../lambda/guard/stages/revocation';
import { schema } from '../../lambda/guard/stages/schema';
import { token } from '../../lambda/guard/stages/token';
import { guardedSystem, off, proofFor, type System } from './guarded-system';
import { quietly, type Measurement } from './measurement';

const rounds = 3_000;
/** V8 and its WebAssembly compile in steps what is called often: before that many rounds no function is warm. */
const warmUp = 2_000;

type Work = (at: number) => unknown;

/** Times of things done again and again in turn, so that all see one machine: in microseconds, sorted. */
async function timesOfEach(...works: readonly Work[]): Promise<readonly (readonly number[])[]> {
  const all = works.map(work => ({ work, times: [] as number[] }));
  for (let at = 0; at < warmUp + rounds; at++)
    for (const { work, times } of all) {
      const began = process.hrtime.bigint();
      await work(at);
      times.push(Number(process.hrtime.bigint() - began) / 1_000);
    }
  return all.map(({ times }) => times.slice(-rounds).sort((a, b) => a - b));
}

const timesOf = async (work: Work): Promise<readonly number[]> => (await timesOfEach(work))[0] ?? [];

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
const micros = (time: number): string => `${time.toFixed(0)} µs`;

/** The guard, warm, in this process, with stores that answer at once: what it costs beside the one check nobody can leave out. */
export async function guard(): Promise<readonly Measurement[]> {
  process.env['POWERTOOLS_METRICS_NAMESPACE'] = 'Portcullis';
  const system = await guardedSystem();
  return quietly(() => measure(system));
}

async function measure(system: System): Promise<readonly Measurement[]> {
  const { options, event, managed } = system;
  const [bare = [], whole = []] = await timesOfEach(
    () => rs256(system.compact, system.publicKey),
    called(options, event),
  );
  const [bound = [], unbound = []] = await timesOfEach(
    called({ ...options, ...managed }, event),
    called({ ...options, revocation: off }, event),
  );
  const proving = { ...options, routes: options.routes.map(row => ({ ...row, proof: 'required' as const })) };
  const proofs = Array.from({ length: warmUp + rounds }, () => proofFor(system));
  const proved = guarded(proving);
  const dpop = await timesOf(index => proved(system.eventWith({ dpop: proofs[index] ?? '' })));
  const [p50, p99] = [at(whole, 0.5), at(whole, 0.99)];
  const [ratio, share] = [p50 / at(bare, 0.5), at(bound, 0.5) / at(unbound, 0.5)];
  const steps = await stageByStage(system);
  return [
    {
      what: 'the whole guard, warm ÷ one RS256 verification, p50',
      measured: `${ratio.toFixed(1)}× (${micros(p50)} ÷ ${micros(at(bare, 0.5))}; p99 ${micros(p99)}, ${(p99 / at(bare, 0.5)).toFixed(1)}×)`,
      bound: '≤ 6×',
      held: ratio <= 6,
    },
    {
      what: 'with binding and revocation, warm ÷ without, p50',
      measured: `${share.toFixed(2)}× (${micros(at(bound, 0.5))} ÷ ${micros(at(unbound, 0.5))})`,
      bound: '≤ 1.3×',
      held: share <= 1.3,
    },
    { what: 'with a DPoP proof, p50', measured: micros(at(dpop, 0.5)), bound: 'reported', held: true },
    { what: 'stage by stage, p50', measured: steps, bound: 'reported', held: true },
  ];
}

function called(options: GuardOptions, event: unknown): () => Promise<unknown> {
  const run = guarded(options);
  return async () => {
    const { statusCode, body } = await run(event);
    if (statusCode !== 200) throw new Error(`bench: the guard answered ${statusCode}: ${body}`);
  };
}

/** The signature alone, as node:crypto checks it. */
function rs256(compact: string, key: KeyObject): void {
  const end = compact.lastIndexOf('.');
  const signature = Buffer.from(compact.slice(end + 1), 'base64url');
  if (!verify('sha256', Buffer.from(compact.slice(0, end)), key, signature)) throw new Error('bench: the token is bad');
}

async function stageByStage(system: System): Promise<string> {
  const { options, managed, event, known } = system;
  const set = { ...options, ...managed };
  const request = readRequest(event, 'edge');
  const { operations, maxBodyBytes, profile } = options;
  const on = <O extends object>(stage: O): Exclude<O, Off> => stage as Exclude<O, Off>;
  const stages: Readonly<Record<string, Stage>> = {
    hop: hop(on(set.hop)),
    token: token(on(set.token)),
    binding: binding(on(set.binding)),
    revocation: revocation(on(set.revocation)),
    schema: schema({ operations, maxBodyBytes }),
    policy: policy({ ...on(set.policy), operations, profile }),
  };
  const parts = [`event ${micros(at(await timesOf(() => readRequest(event, 'edge')), 0.5))}`];
  for (const [name, stage] of Object.entries(stages))
    parts.push(`${name} ${micros(at(await timesOf(() => stage(request, known)), 0.5))}`);
  parts.push(`proof ${micros(await proofAlone(system, request))}`);
  return parts.join(', ');
}

async function proofAlone(system: System, request: Request): Promise<number> {
  const { options, known } = system;
  const row = { ...known.row, proof: 'required' as const };
  const stage = proof({ ...(options.proof as Parameters<typeof proof>[0]), routes: [row] });
  const proofs = Array.from({ length: warmUp + rounds }, () => proofFor(system));
  const times = await timesOf(index =>
    stage({ ...request, headers: { ...request.headers, dpop: proofs[index] ?? '' } }, { ...known, row }),
  );
  return at(times, 0.5);
}
