import { App, Stack } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Template } from 'aws-cdk-lib/assertions';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { alarm } from '../../../lib/watch/alarm';
import { clientAlarms, type WatchedCertificates } from '../../../lib/watch/client-alarms';
import { published } from './published';

const watched: WatchedCertificates = {
  functionName: 'certificates',
  ownAuthority: true,
  givenAuthorities: true,
  requests: [],
};
const ids = (changes: Partial<WatchedCertificates>): string[] =>
  clientAlarms({ ...watched, ...changes }).map(({ id }) => id);

describe('the end of a CA', () => {
  test('is told 60, 30 and 7 days ahead, for ours and for those of the repository', () =>
    expect(ids({}).filter(id => id.includes('EndsIn'))).toEqual([
      'ClientAuthorityEndsIn60Days',
      'ClientAuthorityEndsIn30Days',
      'ClientAuthorityEndsIn7Days',
      'TruststoreEndsIn60Days',
      'TruststoreEndsIn30Days',
      'TruststoreEndsIn7Days',
    ]));

  test('is not watched where nobody measures it: such an alarm would never fire', () => {
    expect(ids({ ownAuthority: false }).filter(id => id.startsWith('ClientAuthority'))).toEqual([]);
    expect(ids({ givenAuthorities: false }).filter(id => id.startsWith('Truststore'))).toEqual([]);
  });
});

describe('issuance that no request asked for', () => {
  const find = (changes: Partial<WatchedCertificates>) => {
    const spec = clientAlarms({ ...watched, ...changes }).find(({ id }) => id === 'IssuedUnrequested');
    if (spec === undefined) throw new Error('no such alarm');
    const stack = new Stack(new App(), 'Alarms');
    alarm(stack, spec, { prefix: 'test', topic: new Topic(stack, 'Topic') });
    return Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm'))[0]?.Properties as {
      Metrics?: { Expression?: string; Id: string; MetricStat?: { Metric: object; Period: number; Stat: string } }[];
      MetricName?: string;
      Threshold: number;
    };
  };
  const asked = {
    namespace: 'AWS/ApiGateway',
    metricName: 'Count',
    dimensionsMap: { ApiId: 'api', Stage: '$default', Method: 'POST', Resource: '/enrolment/devices' },
  };

  test('is what was issued less what the API counted, over an hour', () => {
    const { Metrics = [], Threshold } = find({ requests: [asked, { ...asked, dimensionsMap: { ApiId: 'other' } }] });
    expect(Metrics.find(({ Expression }) => Expression)?.Expression).toBe(
      'FILL(issued, 0) - FILL(asked0, 0) - FILL(asked1, 0)',
    );
    const stats = Metrics.flatMap(({ Id, MetricStat }) => (MetricStat ? [{ Id, ...MetricStat }] : []));
    expect(stats.map(({ Id }) => Id).sort()).toEqual(['asked0', 'asked1', 'issued']);
    for (const { Period, Stat } of stats) expect([Period, Stat]).toEqual([3_600, 'Sum']);
    expect(Threshold).toBe(1);
  });

  test('is every issuance, where only operators ask for one', () =>
    expect(find({})).toMatchObject({ MetricName: 'CertificatesIssued', Threshold: 1 }));
});

test('every metric watched is one that the code publishes by that name', () => {
  const sources = ['certificates/journal.ts', 'revocation-sync/handler.ts'].map(file =>
    readFileSync(join(__dirname, '..', '..', '..', 'lambda', file), 'utf8'),
  );
  const names = published
    .filter(({ namespace }) => namespace === 'Portcullis')
    .flatMap(({ metrics }) => metrics)
    .filter(name => /^(?:Certificates|ClientAuthority|Truststore|RevocationList)/.test(name));
  expect(names).toHaveLength(6);
  for (const name of names) expect(sources.join('\n')).toContain(`'${name}'`);
});
