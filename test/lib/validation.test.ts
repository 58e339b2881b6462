import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from '../../bin/app';
import { context } from '../../cdk.json';
import { loadConfig, parseConfig } from '../../lib/config';
import { synthesized } from '../assembly';
import { inputs } from '../own-issuers';

/** CloudFormation's own validation, as `cdk synth` runs it. It takes most of a synth, so the other tests switch it off. */

let outdir: string;
beforeEach(() => {
  outdir = mkdtempSync(join(tmpdir(), 'validation-'));
  delete process.env.CDK_VALIDATION;
});
afterEach(() => {
  process.env.CDK_VALIDATION = 'false';
  rmSync(outdir, { recursive: true, force: true });
});

test('CloudFormation refuses nothing in the templates of any environment', () => {
  const app = new App({ context, outdir });
  for (const env of synthesized()) build(app, loadConfig(env));
  for (const [env, input] of Object.entries(inputs)) build(app, parseConfig(env, input));
  app.synth();
  const { pluginReports } = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8')) as {
    pluginReports: {
      violations: unknown[];
      suppressedViolations?: { violatingConstructs: { constructPath: string }[] }[];
    }[];
  };
  expect(pluginReports.flatMap(({ violations }) => violations)).toEqual([]);
  // The one property that its schema is too old for: docs/decisions/0004.
  const accepted = pluginReports.flatMap(({ suppressedViolations = [] }) => suppressedViolations);
  expect(accepted.flatMap(one => one.violatingConstructs.map(({ constructPath }) => constructPath))).toEqual([
    'portcullis-okta-gateway/Tokens',
  ]);
}, 120_000);

test('what CloudFormation would refuse is an error, not a warning', () => {
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
  const app = new App({ context, outdir });
  new CfnResource(new Stack(app, 'Wrong'), 'Table', {
    type: 'AWS::DynamoDB::Table',
    properties: { KeySchema: 'accountId', DeleteProtection: true },
  });
  expect(() => app.synth()).toThrow(/DeleteProtection: Additional properties are not allowed/);
}, 120_000);
