import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { Template } from 'aws-cdk-lib/assertions';
import partnerEdge from '../../../config/partner-edge';
import { parseConfig, type PartnerConfig } from '../../../lib/config';
import { DataStack } from '../../../lib/data/data-stack';
import { PartnerCertificates } from '../../../lib/identity/partner-certificates';
import { TrustStack } from '../../../lib/trust/trust-stack';
import { authority, leaf } from '../../lambda/guard/support/certificates';
import { inputs } from '../../own-issuers';

// What is in the bundles is none of this test's business, and building them takes most of a second.
jest.mock('../../../lib/services/bundle', () => ({
  handlerName: 'index.handler',
  lambdaCode: () => Code.fromInline('exports.handler = async () => {}'),
}));

const stack = new Stack(new App(), 'Identity');
const client = new UserPool(stack, 'UserPool').addClient('acme');
new PartnerCertificates(stack, 'Certificates', {
  config: parseConfig('test', partnerEdge) as PartnerConfig,
  files: [
    { partner: 'acme', file: 'old.pem', certificate: 'PEM of the old one' },
    { partner: 'acme', file: 'new.pem', certificate: 'PEM of the new one' },
  ],
  clients: new Map([['acme', client.userPoolClientId]]),
});
const template = Template.fromStack(stack);

test('each declared certificate is a resource of its own: taking one out of the configuration takes it back', () => {
  const found = Object.values(template.findResources('Custom::PartnerCertificate'));
  expect(found.map(({ Properties }) => (Properties as { Certificate: string }).Certificate).sort()).toEqual([
    'PEM of the new one',
    'PEM of the old one',
  ]);
  for (const { Properties } of found)
    expect(Properties).toMatchObject({
      FunctionName: 'portcullis-test-certificates',
      Partner: 'acme',
      ClientId: { Ref: expect.stringMatching(/acme/) },
    });
});

test('the function may ask for registration, and nothing else', () => {
  const statements = Object.values(template.findResources('AWS::IAM::Policy')).flatMap(
    ({ Properties }) =>
      (Properties as { PolicyDocument: { Statement: { Action: unknown }[] } }).PolicyDocument.Statement,
  );
  expect(statements.map(({ Action }) => Action)).toEqual([
    ['logs:CreateLogStream', 'logs:PutLogEvents'],
    'lambda:InvokeFunction',
  ]);
  expect(JSON.stringify(statements[1])).toContain(':function:portcullis-test-certificates');
});

describe('with an issuer of one’s own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'partners-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('they are registered to the client that the configuration names, once there is a function that registers', async () => {
    mkdirSync(join(folder, 'partners'));
    writeFileSync(join(folder, 'partners', 'acme.pem'), await leaf(await authority()));
    const [acme, globex] = inputs.partners.partners;
    const partners = [{ ...acme, certificates: ['acme.pem'] }, globex];
    // The folder of an environment stands under config/; this one is elsewhere.
    const env = relative(join(__dirname, '..', '..', '..', 'config'), folder);
    const config = { ...parseConfig('test', { ...inputs.partners, partners }), env };
    const app = new App();
    const trust = Template.fromStack(
      new TrustStack(app, 'trust', { config, data: new DataStack(app, 'data', { config }) }),
    );
    const [declared, ...others] = Object.values(trust.findResources('Custom::PartnerCertificate'));
    expect(others).toEqual([]);
    expect(declared).toMatchObject({
      Properties: { FunctionName: 'portcullis-test-certificates', Partner: 'acme', ClientId: acme?.clientId },
    });
    const [registers] = Object.keys(
      trust.findResources('AWS::Lambda::Function', { Properties: { FunctionName: 'portcullis-test-certificates' } }),
    );
    expect((declared as { DependsOn?: unknown }).DependsOn).toContain(registers);
  });
});
