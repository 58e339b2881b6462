import { tlsViewerPolicy } from '../../../../tools/prove/rules/tls-viewer-policy';
import { edgeApi } from './apis';
import { edit, look, modelOf } from './fixtures';

const policy = 'Distribution.DistributionConfig.DefaultCacheBehavior.ViewerProtocolPolicy';

describe('tls/viewer-policy', () => {
  test.each(['https-only', 'redirect-to-https'])('stands: the behaviour says %s', value => {
    expect(look(tlsViewerPolicy, modelOf(edit(edgeApi, { [policy]: value })))).toEqual([
      `stands ${policy.replace('.', ' ')}`,
    ]);
  });

  test.each(['allow-all', undefined])('weak: the behaviour says %s', value => {
    expect(look(tlsViewerPolicy, modelOf(edit(edgeApi, { [policy]: value })))).toEqual([
      `weak ${policy.replace('.', ' ')}`,
    ]);
  });

  test('unproven: the policy is a parameter without a value', () => {
    const resources = edit(edgeApi, { [policy]: { Ref: 'Policy' } });
    expect(look(tlsViewerPolicy, modelOf({ app: { resources, parameters: { Policy: undefined } } }))).toEqual([
      `unproven ${policy.replace('.', ' ')}`,
    ]);
  });
});
