import type { Answer, Outcome } from './types';

/** Served means an answer of success; anything else, a redirect included, is a refusal. */
export const outcomeOf = (answer: Answer): Outcome => ({
  served: answer.status >= 200 && answer.status < 300,
  saw: answer.status === 0 ? (answer.error ?? 'no answer') : String(answer.status),
});

/** A field of a JSON object body; undefined where the body is no such thing. */
export function fieldOf(answer: Answer, name: string): unknown {
  try {
    const body: unknown = JSON.parse(answer.body);
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[name] : undefined;
  } catch {
    return undefined;
  }
}
