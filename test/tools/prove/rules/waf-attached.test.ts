import { wafAttached } from '../../../../tools/prove/rules/waf-attached';
import { edgeApi, functionUrl, loadBalancer, restApi } from './apis';
import { attribute, edit, joined, line, look, modelOf, ref, unresolved, webAcl } from './fixtures';

const id = 'Distribution.DistributionConfig.WebACLId';
const arn = 'Association.ResourceArn';

describe('waf/attached', () => {
  test('stands: the distribution names a web ACL of scope CLOUDFRONT', () => {
    expect(look(wafAttached, modelOf(edgeApi))).toEqual([line('stands', id)]);
  });

  test.each([undefined, ''])('missing: the distribution names %j', value => {
    expect(look(wafAttached, modelOf(edit(edgeApi, { [id]: value })))).toEqual([line('missing', id)]);
  });

  test('unproven: the web ACL is in none of the templates', () => {
    const elsewhere = edit(edgeApi, { [id]: 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/theirs/1' });
    expect(look(wafAttached, modelOf(elsewhere))).toEqual([line('unproven', id)]);
    expect(look(wafAttached, modelOf(unresolved(edgeApi, id)))).toEqual([line('unproven', id)]);
  });

  test('weak: the web ACL has the wrong scope, or is made in the wrong Region', () => {
    expect(look(wafAttached, modelOf(edit(edgeApi, { 'WebAcl.Scope': 'REGIONAL' })))).toEqual(['weak WebAcl Scope']);
    const stack = { app: { region: 'eu-west-1', resources: edgeApi } };
    expect(look(wafAttached, modelOf(stack))).toEqual(['weak WebAcl']);
  });

  test('weak: what is named is no web ACL', () => {
    expect(look(wafAttached, modelOf(edit(edgeApi, { [id]: attribute('Bucket', 'Arn') })))).toEqual([line('weak', id)]);
  });

  test.each([
    ['by Join', joined('arn:aws:apigateway:us-east-1::/restapis/', ref('Api'), '/stages/', ref('Stage'))],
    [
      'by Join with the stage written out',
      joined('arn:aws:apigateway:us-east-1::/restapis/', ref('Api'), '/stages/prod'),
    ],
    ['by Sub', { 'Fn::Sub': 'arn:${AWS::Partition}:apigateway:${AWS::Region}::/restapis/${Api}/stages/${Stage}' }],
    ["by the stage's own ARN", attribute('Stage', 'StageArn')],
  ])('stands: the REST stage is associated %s', (_, value) => {
    expect(look(wafAttached, modelOf(edit(restApi, { [arn]: value })))).toEqual(['stands Association WebACLArn']);
  });

  test('stands: the stage is made by the deployment', () => {
    const side = edit(restApi, {
      Stage: undefined,
      'Deployment.StageName': 'prod',
      'Mapping.Stage': 'prod',
      [arn]: joined('arn:aws:apigateway:us-east-1::/restapis/', ref('Api'), '/stages/prod'),
    });
    expect(look(wafAttached, modelOf(side))).toEqual(['stands Association WebACLArn']);
  });

  test('missing: the association names another stage, another API, or is not there', () => {
    const other = joined('arn:aws:apigateway:us-east-1::/restapis/', ref('Api'), '/stages/test');
    expect(look(wafAttached, modelOf(edit(restApi, { [arn]: other })))).toEqual(['missing Stage']);
    const foreign = 'arn:aws:apigateway:us-east-1::/restapis/abcdef/stages/prod';
    expect(look(wafAttached, modelOf(edit(restApi, { [arn]: foreign })))).toEqual(['missing Stage']);
    expect(look(wafAttached, modelOf(edit(restApi, { Association: undefined })))).toEqual(['missing Stage']);
  });

  test('weak: the REST stage is associated with a web ACL of scope CLOUDFRONT', () => {
    expect(look(wafAttached, modelOf(edit(restApi, { 'WebAcl.Scope': 'CLOUDFRONT' })))).toEqual(['weak WebAcl Scope']);
  });

  test('missing: WAF refuses an association with the stage of an HTTP API', () => {
    const open = edit(edgeApi, { Distribution: undefined, 'Api.DisableExecuteApiEndpoint': false });
    const associated = {
      ...open,
      Regional: webAcl('REGIONAL'),
      Association: {
        Type: 'AWS::WAFv2::WebACLAssociation',
        Properties: {
          WebACLArn: attribute('Regional', 'Arn'),
          ResourceArn: joined('arn:aws:apigateway:us-east-1::/apis/', ref('Api'), '/stages/$default'),
        },
      },
    };
    expect(look(wafAttached, modelOf(associated), { entry: 'default-endpoint' })).toEqual([
      'missing Association ResourceArn',
    ]);
  });

  test('missing: an open function URL has no place for one', () => {
    const open = edit(functionUrl, { 'Url.AuthType': 'NONE' });
    expect(look(wafAttached, modelOf(open), { entry: 'function-url' })).toEqual(['missing Url']);
  });

  test('a load balancer may have one', () => {
    expect(look(wafAttached, modelOf(loadBalancer))).toEqual(['missing Balancer']);
    const associated = {
      ...loadBalancer,
      WebAcl: webAcl('REGIONAL'),
      Association: {
        Type: 'AWS::WAFv2::WebACLAssociation',
        Properties: { WebACLArn: attribute('WebAcl', 'Arn'), ResourceArn: ref('Balancer') },
      },
    };
    expect(look(wafAttached, modelOf(associated))).toEqual(['stands Association WebACLArn']);
  });
});
