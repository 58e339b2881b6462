import { tlsViewerPolicy } from '../../../../tools/prove/rules/tls-viewer-policy';
import { edgeApi, loadBalancer } from './apis';
import { edit, line, look, modelOf, unresolved } from './fixtures';

const policy = 'Distribution.DistributionConfig.DefaultCacheBehavior.ViewerProtocolPolicy';

describe('tls/viewer-policy', () => {
  test.each(['https-only', 'redirect-to-https'])('stands: the behaviour says %s', value => {
    expect(look(tlsViewerPolicy, modelOf(edit(edgeApi, { [policy]: value })))).toEqual([line('stands', policy)]);
  });

  test.each(['allow-all', undefined])('weak: the behaviour says %s', value => {
    expect(look(tlsViewerPolicy, modelOf(edit(edgeApi, { [policy]: value })))).toEqual([line('weak', policy)]);
  });

  test('unproven: the policy is a parameter without a value', () => {
    expect(look(tlsViewerPolicy, modelOf(unresolved(edgeApi, policy)))).toEqual([line('unproven', policy)]);
  });

  test('stands: the load balancer listens for HTTPS', () => {
    expect(look(tlsViewerPolicy, modelOf(loadBalancer))).toEqual(['stands Listener Protocol']);
  });

  test('missing: the load balancer listens for HTTP', () => {
    expect(look(tlsViewerPolicy, modelOf(edit(loadBalancer, { 'Listener.Protocol': 'HTTP' })))).toEqual([
      'missing Listener Protocol',
    ]);
  });
});
