import { watchEdgeLog } from '../../../../tools/prove/rules/watch-edge-log';
import { Model } from '../../../../tools/prove/model';
import { edit, look, modelOf } from './fixtures';
import { describeRule, watchedApi } from './watched';

const none = { EdgeLogDelivery: undefined };
const statement = 'EdgeLogPolicy.PolicyDocument.Statement';

describeRule(watchEdgeLog, [
  ['stands: delivered to a bucket that takes it', {}, 'stands EdgeLogDelivery'],
  ['weak: none', none, 'weak Distribution DistributionConfig.Logging'],
  [
    'weak: the source is not the distribution',
    { 'EdgeLogSource.ResourceArn': 'arn:aws:cloudfront::111122223333:distribution/E1' },
    'weak Distribution DistributionConfig.Logging',
  ],
  [
    'weak: not the access log',
    { 'EdgeLogSource.LogType': 'CONNECTION_LOGS' },
    'weak Distribution DistributionConfig.Logging',
  ],
  [
    'weak: every field, cookies too',
    { 'EdgeLogDelivery.RecordFields': undefined },
    'weak EdgeLogDelivery RecordFields',
  ],
  ['weak: cookies', { 'EdgeLogDelivery.RecordFields.0': 'cs(Cookie)' }, 'weak EdgeLogDelivery'],
  [
    'weak: nobody can see who called',
    { 'EdgeLogDelivery.RecordFields.2': 'x-host-header' },
    'weak EdgeLogDelivery RecordFields',
  ],
  ['weak: the bucket lets nobody write', { [`${statement}.1`]: undefined }, 'weak EdgeLogPolicy PolicyDocument'],
  [
    'weak: the bucket refuses everybody',
    { [`${statement}.0.Condition`]: undefined },
    'weak EdgeLogPolicy PolicyDocument',
  ],
  [
    'weak: the bucket takes it from another account',
    { [`${statement}.1.Condition.StringEquals.aws:SourceAccount`]: '444455556666' },
    'weak EdgeLogPolicy PolicyDocument',
  ],
  [
    'unproven: a condition that is not known here',
    { [`${statement}.1.Condition.StringEquals.aws:PrincipalOrgID`]: 'o-1' },
    'unproven EdgeLogPolicy PolicyDocument',
  ],
  ['stands: a bucket without a policy, which AWS then writes', { EdgeLogPolicy: undefined }, 'stands EdgeLogDelivery'],
  [
    'unproven: a bucket of elsewhere',
    { 'EdgeLogEnd.DestinationResourceArn': 'arn:aws:s3:::other' },
    'unproven EdgeLogDelivery',
  ],
  [
    'stands: the older kind, into a bucket with ACLs',
    {
      ...none,
      'Distribution.DistributionConfig.Logging': { Bucket: { 'Fn::GetAtt': ['EdgeLog', 'RegionalDomainName'] } },
      'EdgeLog.OwnershipControls': { Rules: [{ ObjectOwnership: 'BucketOwnerPreferred' }] },
    },
    'stands Distribution DistributionConfig.Logging.Bucket',
  ],
  [
    'weak: the older kind, into a bucket without ACLs',
    {
      ...none,
      'Distribution.DistributionConfig.Logging': { Bucket: { 'Fn::GetAtt': ['EdgeLog', 'RegionalDomainName'] } },
    },
    'weak EdgeLog OwnershipControls',
  ],
]);

test.each([
  ['weak', 'eu-west-1'],
  ['unproven', undefined],
])('%s: delivered from Region %s', (status, region) => {
  const { WebAcl: _, ...resources } = edit(watchedApi, { 'Distribution.DistributionConfig.WebACLId': undefined });
  const { stacks } = modelOf(resources);
  const moved = stacks.map(({ region: __, ...stack }) => (region === undefined ? stack : { ...stack, region }));
  expect(look(watchEdgeLog, new Model(moved), { entry: 'cloudfront' })).toEqual([`${status} EdgeLogSource`]);
});
