import { watchOriginCertificate } from '../../../../tools/prove/rules/watch-origin-certificate';
import { describeRule } from './watched';

const certificate =
  'Distribution.DistributionConfig.Origins.0.CustomOriginConfig.OriginMtlsConfig.ClientCertificateArn';
const shown = `Distribution ${certificate.slice('Distribution.'.length)}`;

describeRule(watchOriginCertificate, [
  ['stands: somebody is told in time', {}, 'stands HopExpires'],
  ['says nothing: the origin is shown no certificate', { [certificate]: undefined }],
  ['weak: no alarm', { HopExpires: undefined }, `weak ${shown}`],
  [
    'weak: the alarm is on another certificate',
    { 'HopExpires.Dimensions.0.Value': 'arn:aws:acm:us-east-1:111122223333:certificate/other' },
    `weak ${shown}`,
  ],
  ['weak: the alarm tells nobody', { 'HopExpires.AlarmActions': [] }, `weak ${shown}`],
  ['unproven: nobody can see which certificate it is', { [certificate]: { Ref: 'P' } }, `unproven ${shown}`],
]);
