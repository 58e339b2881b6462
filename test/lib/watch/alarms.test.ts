import { layersOf, type Ingress } from '../../../lib/chain';
import { loadConfig } from '../../../lib/config';
import { ofType, only, synthesized, template, type Template } from '../../assembly';
import { testClaims, type Claim } from '../../claims';
import { get, refTo, set } from '../paths';
import { alarmsOf, dimensionsOf, named, type Alarm } from './alarms';
import { published } from './published';

/** The alarms of a stack that watch what nobody publishes. */
const deaf = (from: Template, region: 'us-east-1' | 'home', ingress: Ingress = 'edge'): string[] =>
  alarmsOf(from)
    .filter(alarm => {
      const dimensions = Object.keys(dimensionsOf(alarm)).sort().join();
      return !published.some(
        one =>
          (typeof one.namespace === 'string'
            ? one.namespace === alarm.Namespace
            : one.namespace.test(alarm.Namespace)) &&
          one.metrics.includes(alarm.MetricName) &&
          one.dimensions.join() === dimensions &&
          (one.region === undefined || one.region === region) &&
          (one.ingress === undefined || one.ingress === ingress),
      );
    })
    .map(({ AlarmName }) => AlarmName);

const heard = (stack: 'edge' | 'watch', mistake: string, id: string, edit: (alarm: Alarm) => void): Claim => ({
  layer: 'watch',
  claim: `every alarm watches what is published (not ${mistake})`,
  assertion: from => expect(deaf(from, stack === 'edge' ? 'us-east-1' : 'home')).toEqual([]),
  weaken: from => {
    const alarm = named(from, id);
    if (alarm === undefined) throw new Error(`${id}: no such alarm`);
    edit(alarm);
  },
});

const rename = (from: string, to: string) => (alarm: Alarm) => {
  alarm.Dimensions = alarm.Dimensions?.map(({ Name, Value }) => ({ Name: Name === from ? to : Name, Value }));
};
const drop = (name: string) => (alarm: Alarm) => {
  alarm.Dimensions = alarm.Dimensions?.filter(({ Name }) => Name !== name);
};
const metric = (name: string) => (alarm: Alarm) => {
  alarm.MetricName = name;
};

testClaims('edge', [
  heard('edge', 'a Region on a web ACL of CloudFront', 'EdgeBlocks', alarm =>
    alarm.Dimensions?.push({ Name: 'Region', Value: 'Global' }),
  ),
  heard('edge', 'CloudFront without its Region', 'OriginErrors', drop('Region')),
  heard('edge', 'a misspelt metric', 'OriginErrors', metric('5xxErrors')),
  heard('edge', 'a certificate by another name', 'ViewerCertificateExpires', rename('CertificateArn', 'Arn')),
  {
    layer: 'tls',
    claim: 'the expiry watched is that of the certificate clients see',
    assertion: from =>
      expect(dimensionsOf(named(from, 'ViewerCertificateExpires')).CertificateArn).toEqual(
        get(
          only(from, 'AWS::CloudFront::Distribution'),
          'Properties.DistributionConfig.ViewerCertificate.AcmCertificateArn',
        ),
      ),
    weaken: from =>
      set(named(from, 'ViewerCertificateExpires'), 'Dimensions.0.Value', 'arn:aws:acm:::certificate/other'),
  },
  {
    layer: 'origin-mtls',
    claim: 'the expiry of the leaf is watched',
    assertion: from =>
      expect(dimensionsOf(named(from, 'OriginHopLeafExpires')).CertificateArn).toEqual(
        refTo('Custom::OriginHopLeaf')(from),
      ),
    weaken: from => set(named(from, 'OriginHopLeafExpires'), 'Dimensions.0.Value', 'arn:aws:acm:::certificate/other'),
  },
  ...['ViewerCertificateExpires', 'OriginHopLeafExpires'].map((id): Claim => ({
    layer: 'watch',
    claim: `${id}: reads the least of a day, as ACM publishes twice a day`,
    assertion: from =>
      expect(named(from, id)).toMatchObject({
        Statistic: 'Minimum',
        Period: 86_400,
        ComparisonOperator: 'LessThanThreshold',
      }),
    weaken: from => set(named(from, id), 'Period', 300),
  })),
  {
    layer: 'waf',
    claim: 'every rule watched is a rule of the web ACL',
    assertion: from => expect(unknownRules(from, from)).toEqual([]),
    weaken: from => set(named(from, 'TokenFlood'), 'Dimensions.0.Value', 'TokenRule'),
  },
]);

testClaims('watch', [
  heard('watch', 'the name of a REST API', 'GatewayErrors', rename('ApiId', 'ApiName')),
  heard('watch', 'the metric of a REST API', 'GatewayErrors', metric('5XXError')),
  heard('watch', 'a web ACL of a Region without it', 'SignInBlocks', drop('Region')),
  heard('watch', 'UserPoolId', 'SignInThrottles', rename('UserPool', 'UserPoolId')),
  heard('watch', 'a table without its operation', 'AccountsGetItemThrottles', drop('Operation')),
  heard('watch', 'the guard without its service', 'AccountsHopRefused', drop('service')),
  {
    layer: 'waf',
    claim: 'the web ACL watched is the one of sign-in',
    assertion: from => expect(unknownRules(from, template('identity'))).toEqual([]),
    weaken: from => set(named(from, 'SignInBlocks'), 'Dimensions.2.Value', 'sign-in'),
  },
  {
    layer: 'watch',
    claim: 'every metric counted out of the access log is counted there',
    assertion: from => expect(uncounted(from)).toEqual([]),
    weaken: from =>
      set(ofType(from, 'AWS::Logs::MetricFilter')[0], 'Properties.MetricTransformations.0.MetricName', 'Other'),
  },
  {
    layer: 'auth',
    claim: 'the filters read a status the access log writes, as the string it is there',
    assertion: from => {
      const stage = only(template('gateway'), 'AWS::ApiGatewayV2::Stage').Properties;
      const format = JSON.parse(String(get(stage, 'AccessLogSettings.Format'))) as Record<string, unknown>;
      expect(format.status).toBe('$context.status');
      expect(ofType(from, 'AWS::Logs::MetricFilter').map(({ Properties }) => Properties.FilterPattern)).toEqual(
        ['401', '403', '429'].map(status => `{ $.status = "${status}" }`),
      );
    },
    weaken: from => set(ofType(from, 'AWS::Logs::MetricFilter')[0], 'Properties.FilterPattern', '{ $.status = 401 }'),
  },
]);

/** Alarms on a web ACL or rule that is not in the template. */
function unknownRules(from: Template, holder: Template): string[] {
  const { Name, Rules } = only(holder, 'AWS::WAFv2::WebACL').Properties;
  const rules = ['ALL', ...(Rules as { Name: string }[]).map(rule => rule.Name)];
  return alarmsOf(from)
    .filter(({ Namespace }) => Namespace === 'AWS/WAFV2')
    .filter(alarm => {
      const { WebACL, Rule } = dimensionsOf(alarm);
      return WebACL !== Name || !rules.includes(String(Rule));
    })
    .map(({ AlarmName }) => AlarmName);
}

/** Alarms on a log metric that no filter counts. */
function uncounted(from: Template): string[] {
  const counted = ofType(from, 'AWS::Logs::MetricFilter').map(({ Properties }) => {
    const { MetricNamespace, MetricName } = get(Properties, 'MetricTransformations.0') as Record<string, string>;
    return `${MetricNamespace} ${MetricName}`;
  });
  return alarmsOf(from)
    .filter(({ Namespace }) => Namespace.startsWith('Portcullis/'))
    .filter(({ Namespace, MetricName }) => !counted.includes(`${Namespace} ${MetricName}`))
    .map(({ AlarmName }) => AlarmName);
}

describe.each(synthesized())('%s', env => {
  const { profile, ingress } = loadConfig(env);
  const edge = (): Alarm[] => (ingress === 'edge' ? alarmsOf(template('edge', env)) : []);
  const all = (): Alarm[] => [...edge(), ...alarmsOf(template('watch', env))];

  test.each(layersOf(profile, ingress).map(({ name }) => name))('%s has an alarm', layer => {
    expect(all().filter(({ AlarmName }) => AlarmName.startsWith(`portcullis-${env}-${layer}-`))).not.toEqual([]);
  });

  test('every alarm watches what is published', () => {
    if (ingress === 'edge') expect(deaf(template('edge', env), 'us-east-1')).toEqual([]);
    expect(deaf(template('watch', env), 'home', ingress)).toEqual([]);
  });

  test('every alarm says which layer it is about, what has happened and where to look', () => {
    for (const { AlarmName, AlarmDescription } of all()) {
      const [layer] = AlarmDescription.split(': ');
      expect(AlarmName.startsWith(`portcullis-${env}-${layer}-`)).toBe(true);
      expect(AlarmDescription).toMatch(/look|renew|act now|rotate|names them|says who|log|requests over/i);
    }
  });

  test('no alarm looks back further than CloudWatch takes: a day, or a week in periods of an hour and more', () => {
    for (const { Period, EvaluationPeriods } of all())
      expect(Period * EvaluationPeriods).toBeLessThanOrEqual(Period >= 3_600 ? 604_800 : 86_400);
  });

  test('names of alarms are used once, for home may be us-east-1 too', () => {
    const names = [...(ingress === 'edge' ? ['edge'] : []), 'watch'].flatMap(stack =>
      ofType(template(stack, env), 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties.AlarmName),
    );
    expect(new Set(names).size).toBe(names.length);
  });
});

test('every service and every table with rights on it is watched', () => {
  const watched = (namespace: string): number =>
    alarmsOf(template('watch')).filter(alarm => alarm.Namespace === namespace).length;
  const guards = ofType(template('services'), 'AWS::Lambda::Function').length;
  expect(watched('AWS/Lambda')).toBe(3 * guards);
  // Nobody shows the app links a token, so there is none to refuse.
  expect(watched('Portcullis')).toBe(3 * guards - 1);
  expect(watched('AWS/DynamoDB')).toBe(9);
});
