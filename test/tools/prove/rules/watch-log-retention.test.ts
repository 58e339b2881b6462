import { watchLogRetention } from '../../../../tools/prove/rules/watch-log-retention';
import { saysOf, type Changes } from './watched';

const sound = [
  'stands AccessLog RetentionInDays',
  'stands WafLog RetentionInDays',
  'stands EdgeLog LifecycleConfiguration',
  'stands Logs RetentionInDays',
];

describe(watchLogRetention.id, () => {
  test('stands: every log is kept for a month or more, and not for ever', () =>
    expect(saysOf(watchLogRetention)).toEqual(sound));

  test.each<[string, Changes, string]>([
    [
      'weak: the access log is kept for ever',
      { 'AccessLog.RetentionInDays': undefined },
      'weak AccessLog RetentionInDays',
    ],
    ['weak: the log of the web ACL is gone in a week', { 'WafLog.RetentionInDays': 7 }, 'weak WafLog RetentionInDays'],
    ['weak: a number that no log group takes', { 'Logs.RetentionInDays': 9000 }, 'weak Logs RetentionInDays'],
    [
      'weak: the bucket keeps for ever',
      { 'EdgeLog.LifecycleConfiguration': undefined },
      'weak EdgeLog LifecycleConfiguration',
    ],
    [
      'weak: the rule is off',
      { 'EdgeLog.LifecycleConfiguration.Rules.0.Status': 'Disabled' },
      'weak EdgeLog LifecycleConfiguration',
    ],
    [
      'weak: the bucket keeps a day',
      { 'EdgeLog.LifecycleConfiguration.Rules.0.ExpirationInDays': 1 },
      'weak EdgeLog LifecycleConfiguration',
    ],
    ['unproven: a parameter', { 'Logs.RetentionInDays': { Ref: 'P' } }, 'unproven Logs RetentionInDays'],
  ])('%s', (_, changes, says) => expect(saysOf(watchLogRetention, changes)).toContain(says));
});
