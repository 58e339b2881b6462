import { App } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { Template as Synthesized } from 'aws-cdk-lib/assertions';
import { context } from '../../../cdk.json';
import { edgeConfig } from '../configured';
import { EdgeStack } from '../../../lib/edge/edge-stack';
import example from '../../../config/example';
import { ofType, only, template } from '../../assembly';
import { attributeOf } from '../paths';

// What is in the bundles is none of these tests' business, and building them takes most of a second.
jest.mock('../../../lib/services/bundle', () => ({
  handlerName: 'index.handler',
  lambdaCode: () => Code.fromInline('exports.handler = async () => {}'),
}));

const distribution = 'AWS::CloudFront::Distribution';

const certificateArn = 'arn:aws:acm:us-east-1:111122223333:certificate/0f3c';

function synthesize(domain: object): Synthesized {
  const config = edgeConfig('test', { ...example, domain: { ...example.domain, ...domain } });
  return Synthesized.fromStack(new EdgeStack(new App({ context }), 'Edge', { config }));
}

test('a zone of ours: the certificate is validated there and the name points at the distribution, IPv4 and IPv6', () => {
  const edge = template('edge');
  expect(only(edge, 'AWS::CertificateManager::Certificate').Properties).toMatchObject({
    DomainName: 'api.example.com',
    DomainValidationOptions: [{ DomainName: 'api.example.com', HostedZoneId: 'Z0123456789EXAMPLE' }],
  });
  const records = ofType(edge, 'AWS::Route53::RecordSet').map(({ Properties }) => Properties);
  expect(records.map(({ Type }) => Type)).toEqual(['A', 'AAAA']);
  for (const record of records)
    expect(record).toMatchObject({
      Name: 'api.example.com.',
      AliasTarget: { DNSName: attributeOf(distribution, 'DomainName')(edge) },
    });
});

test('certificates and DNS made elsewhere: none is made here, and the target is printed', () => {
  const elsewhere = synthesize({ dns: { edgeCertificateArn: certificateArn, originCertificateArn: certificateArn } });
  elsewhere.resourceCountIs('AWS::CertificateManager::Certificate', 0);
  elsewhere.resourceCountIs('AWS::Route53::RecordSet', 0);
  elsewhere.hasResourceProperties(distribution, {
    DistributionConfig: { ViewerCertificate: { AcmCertificateArn: certificateArn } },
  });
  elsewhere.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'DaysToExpiry',
    Dimensions: [{ Name: 'CertificateArn', Value: certificateArn }],
  });
  expect(Object.values(elsewhere.findOutputs('*')).map(({ Value }) => Value as unknown)).toContainEqual({
    'Fn::GetAtt': [expect.stringMatching(/^Distribution/), 'DomainName'],
  });
});

test('nothing crosses a Region: the edge imports and exports no value', () => {
  const written = JSON.stringify(template('edge'));
  expect(written).not.toMatch(/Fn::ImportValue|Fn::GetStackOutput|"Export"|"AWS::SSM::Parameter"/);
});

test('the edge is in us-east-1 wherever home is', () => {
  const config = edgeConfig('test', { ...example, region: 'ap-southeast-2' });
  const edge = new EdgeStack(new App({ context }), 'Edge', { config });
  expect(edge.region).toBe('us-east-1');
  Synthesized.fromStack(edge).hasResourceProperties('Custom::OriginHopLeaf', { KeyRegion: 'ap-southeast-2' });
});
