import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from '../../bin/app';
import { context } from '../../cdk.json';
import { loadConfig } from '../../lib/config';
import { synthesized } from '../assembly';

/** cdk-nag's AwsSolutions pack as errors. Acknowledgements stand beside the construct they are about, with their reason. */

interface Finding {
  readonly ruleName: string;
  readonly reason?: string;
  readonly violatingConstructs: readonly { readonly constructPath: string }[];
}
interface Report {
  readonly conclusion: string;
  readonly violations: readonly Finding[];
  readonly suppressedViolations?: readonly Finding[];
}

/** Runs the pack over an app and gives what it found. */
function nag(grow: (app: App) => void): Report {
  const outdir = mkdtempSync(join(tmpdir(), 'nag-'));
  try {
    const app = new App({ context, outdir });
    grow(app);
    Validations.of(app).addPlugins(new AwsSolutionsChecks());
    try {
      app.synth();
    } catch {
      // Violations end a synth; what they are stands in the report.
    }
    const { pluginReports } = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8')) as {
      pluginReports: readonly (Report & { pluginName: string })[];
    };
    const report = pluginReports.find(({ pluginName }) => pluginName === 'AwsSolutions');
    if (report === undefined) throw new Error('cdk-nag did not run');
    return report;
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

const found = ({ violations }: Report): string[] =>
  violations.flatMap(({ ruleName, violatingConstructs }) =>
    violatingConstructs.map(({ constructPath }) => `${ruleName}: ${constructPath}`),
  );

describe('cdk-nag AwsSolutions, every environment', () => {
  let report: Report;
  beforeAll(() => {
    jest.spyOn(console, 'error').mockImplementation(() => undefined);
    // All of them in one app: the pack takes longer to start than to walk.
    report = nag(app => synthesized().forEach(env => build(app, loadConfig(env))));
  }, 120_000);

  test('finds nothing that is not acknowledged', () => expect(found(report)).toEqual([]));

  test('every acknowledgement has a reason one can weigh', () => {
    const acknowledged = report.suppressedViolations ?? [];
    expect(acknowledged.length).toBeGreaterThan(0);
    for (const { ruleName, reason = '' } of acknowledged)
      expect({ ruleName, words: reason.split(' ').length >= 8 }).toEqual({ ruleName, words: true });
  });

  test('what is acknowledged is what one has decided, and no more', () =>
    expect(
      (report.suppressedViolations ?? [])
        .flatMap(({ ruleName, violatingConstructs }) =>
          violatingConstructs.map(at => `${ruleName}: ${at.constructPath}`),
        )
        .sort(),
    ).toMatchSnapshot());
});
