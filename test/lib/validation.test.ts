import { App, CfnResource, Stack, Validations } from 'aws-cdk-lib';
import { CfnTopic } from 'aws-cdk-lib/aws-sns';
import { AwsSolutionsChecks } from 'cdk-nag';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { build } from '../../bin/app';
import { context } from '../../cdk.json';
import { loadConfig, parseConfig } from '../../lib/config';
import { synthesized } from '../assembly';
import { inputs } from '../own-issuers';

/**
 * CloudFormation's own validation, as `cdk synth` runs it, and cdk-nag's AwsSolutions pack as errors, over all environments in
 * one app: the first takes most of a synth, so the other tests switch it off. Acknowledgements stand beside the construct they
 * are about, with their reason.
 */

interface Finding {
  readonly ruleName: string;
  readonly reason?: string;
  readonly violatingConstructs: readonly { readonly constructPath: string }[];
}
interface Report {
  readonly pluginName: string;
  readonly violations: readonly Finding[];
  readonly suppressedViolations?: readonly Finding[];
}

/** Validates an app as its synth does, and gives what each plugin said, and how the synth ended. */
function validated(grow: (app: App) => void): { readonly reports: readonly Report[]; readonly thrown?: unknown } {
  const outdir = mkdtempSync(join(tmpdir(), 'validation-'));
  delete process.env.CDK_VALIDATION;
  const app = new App({ context, outdir });
  grow(app);
  let thrown: unknown;
  try {
    app.synth();
  } catch (error) {
    thrown = error;
  }
  try {
    const file = readFileSync(join(outdir, 'validation-report.json'), 'utf8');
    const { pluginReports } = JSON.parse(file) as { pluginReports: readonly Report[] };
    return { reports: pluginReports, thrown };
  } finally {
    process.env.CDK_VALIDATION = 'false';
    rmSync(outdir, { recursive: true, force: true });
  }
}

const said = (findings: readonly Finding[] = []): string[] =>
  findings.flatMap(({ ruleName, violatingConstructs }) =>
    violatingConstructs.map(({ constructPath }) => `${ruleName}: ${constructPath}`),
  );

// The validator is WebAssembly that runs for a few seconds: optimizing it takes V8 longer than it saves.
beforeAll(() => setFlagsFromString('--liftoff-only'));
afterAll(() => setFlagsFromString('--no-liftoff-only'));

beforeAll(() => jest.spyOn(console, 'error').mockImplementation(() => undefined));

describe('every environment', () => {
  let reports: readonly Report[];
  let thrown: unknown;
  const acknowledged = (plugin: string): readonly Finding[] =>
    reports.find(({ pluginName }) => pluginName === plugin)?.suppressedViolations ?? [];
  beforeAll(() => {
    ({ reports, thrown } = validated(app => {
      for (const env of synthesized()) build(app, loadConfig(env));
      for (const [env, input] of Object.entries(inputs)) build(app, parseConfig(env, input));
      Validations.of(app).addPlugins(new AwsSolutionsChecks());
    }));
  }, 120_000);

  test('both look', () =>
    expect(reports.map(({ pluginName }) => pluginName)).toEqual(
      expect.arrayContaining(['AwsSolutions', 'CloudFormation Validate']),
    ));

  test('nothing is found that is not acknowledged', () =>
    expect([thrown, reports.flatMap(({ violations }) => said(violations))]).toEqual([undefined, []]));

  test('CloudFormation would refuse nothing but the one property that its schema is too old for: docs/decisions/0004', () =>
    expect(said(acknowledged('CloudFormation Validate'))).toEqual([
      'F3002: portcullis-okta-gateway/Tokens',
      'F3002: portcullis-partners-gateway/Tokens',
    ]));

  test('every acknowledgement has a reason one can weigh', () => {
    expect(acknowledged('AwsSolutions').length).toBeGreaterThan(0);
    for (const { ruleName, reason = '' } of acknowledged('AwsSolutions'))
      expect({ ruleName, words: reason.split(' ').length >= 8 }).toEqual({ ruleName, words: true });
  });

  test('what is acknowledged of AwsSolutions is what one has decided, and no more', () =>
    expect(said(acknowledged('AwsSolutions')).sort()).toMatchSnapshot());
});

test('what either refuses is an error, not a warning', () => {
  const { reports, thrown } = validated(app => {
    const stack = new Stack(app, 'Wrong');
    new CfnResource(stack, 'Table', {
      type: 'AWS::DynamoDB::Table',
      properties: { KeySchema: 'accountId', DeleteProtection: true },
    });
    new CfnTopic(stack, 'Topic');
    Validations.of(app).addPlugins(new AwsSolutionsChecks());
  });
  const found = (plugin: string) => said(reports.find(({ pluginName }) => pluginName === plugin)?.violations);
  expect(thrown).toBeInstanceOf(Error);
  expect(String(thrown)).toContain('DeleteProtection: Additional properties are not allowed');
  expect(String(thrown)).toContain('AwsSolutions-SNS3');
  expect(found('CloudFormation Validate')).toContain('F3002: Wrong/Table');
  expect(found('AwsSolutions')).toContain('AwsSolutions-SNS3: Wrong/Topic');
}, 120_000);
