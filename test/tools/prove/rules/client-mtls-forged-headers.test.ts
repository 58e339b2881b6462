import { clientMtlsForgedHeaders } from '../../../../tools/prove/rules/client-mtls-forged-headers';
import { edgeApi, edgeApiForDevices } from './apis';
import { edit, line, look, modelOf, unresolved, type Resources } from './fixtures';

const functions = 'Distribution.DistributionConfig.DefaultCacheBehavior.FunctionAssociations';
const lookAtEdge = (resources: Resources) => look(clientMtlsForgedHeaders, modelOf(resources), { entry: 'cloudfront' });

const blocking = {
  Name: 'Forged',
  Priority: 9,
  Action: { Block: {} },
  Statement: {
    ByteMatchStatement: {
      FieldToMatch: { Headers: { MatchPattern: { All: {} }, MatchScope: 'KEY', OversizeHandling: 'MATCH' } },
      PositionalConstraint: 'STARTS_WITH',
      SearchString: 'cloudfront-viewer-cert-',
    },
  },
};

describe('client-mtls/forged-headers', () => {
  test('stands: a viewer-request function deletes them', () => {
    expect(lookAtEdge(edgeApiForDevices)).toEqual([line('stands', functions)]);
  });

  test('stands: the web ACL blocks them', () => {
    const resources = edit(edgeApiForDevices, { [functions]: undefined, 'WebAcl.Rules.3': blocking });
    expect(lookAtEdge(resources)).toEqual([line('stands', functions)]);
  });

  test.each<[string, Resources]>([
    ['no function runs', edit(edgeApiForDevices, { [functions]: undefined })],
    ['it runs on the answer', edit(edgeApiForDevices, { [`${functions}.0.EventType`]: 'viewer-response' })],
    [
      'it does something else',
      edit(edgeApiForDevices, { 'Cleaner.FunctionCode': 'function handler(e) { return e.request; }' }),
    ],
    [
      'the web ACL only counts them',
      edit(edgeApiForDevices, { [functions]: undefined, 'WebAcl.Rules.3': { ...blocking, Action: { Count: {} } } }),
    ],
  ])('weak: %s', (_, resources) => {
    expect(lookAtEdge(resources)).toEqual([line('weak', functions)]);
  });

  test('nothing to say: the edge asks for no certificate', () => {
    expect(lookAtEdge(edgeApi)).toEqual([]);
  });

  test('unproven: the function is not in the templates', () => {
    expect(
      look(clientMtlsForgedHeaders, modelOf(unresolved(edgeApiForDevices, 'Cleaner.FunctionCode')), {
        entry: 'cloudfront',
      }),
    ).toEqual([line('unproven', functions)]);
  });
});
