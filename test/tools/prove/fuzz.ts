import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { profilePolicy } from '../../../tools/prove/policy';
import { prove, type Proof } from '../../../tools/prove/proof';
import { read } from '../../../tools/prove/read';
import { UnreadableError } from '../../../tools/prove/read/error';
import { rules } from '../../../tools/prove/rules';
import { rulesThatThrew } from '../../../tools/score/fuzz';

/** Whatever somebody hands in is proven, is unproven with a reason, or is refused in one line. It never crashes or hangs. */

const folder = mkdtempSync(join(tmpdir(), 'portcullis-fuzz-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

export type Outcome = Proof | UnreadableError;

export function tryOut(text: string, name = 'app.template.json'): Outcome {
  const file = join(folder, name);
  writeFileSync(file, text);
  try {
    return prove(read([file]), profilePolicy('consumer'), rules);
  } catch (error) {
    if (error instanceof UnreadableError) return error;
    throw error;
  }
}

export function expectNoRuleFailed(outcome: Outcome): void {
  if (outcome instanceof UnreadableError) {
    expect(outcome.message).not.toContain('\n');
    expect(outcome.message.length).toBeLessThan(1_000);
    return;
  }
  expect(rulesThatThrew(outcome)).toEqual([]);
}

export const within = (milliseconds: number, work: () => void): void => {
  const start = performance.now();
  work();
  expect(performance.now() - start).toBeLessThan(milliseconds);
};

export const json = (value: unknown): string => JSON.stringify(value);

export const route = (properties: object): object => ({
  Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP', Name: 'fuzz', ...properties } },
  Route: { Type: 'AWS::ApiGatewayV2::Route', Properties: { ApiId: { Ref: 'Api' }, RouteKey: 'GET /' } },
});
