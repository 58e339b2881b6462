import { gatewayInvocation } from '../../../../tools/prove/rules/gateway-invocation';
import { edgeApi, functionUrl } from './apis';
import { attribute, edit, look, modelOf, unresolved, type Resources } from './fixtures';

const arn = 'Permission.SourceArn';
const only = (changes: Parameters<typeof edit>[1]) => look(gatewayInvocation, modelOf(edit(edgeApi, changes)));

describe('gateway/invocation', () => {
  test('stands: the permission names API and route', () => {
    expect(look(gatewayInvocation, modelOf(edgeApi))).toEqual(['stands Permission SourceArn']);
  });

  test('stands: no permission at all opens the function to others', () => {
    expect(only({ Permission: undefined })).toEqual(['stands Integration IntegrationUri']);
  });

  test.each([
    undefined,
    '',
    '*',
    'arn:aws:execute-api:us-east-1:111122223333:*',
    'arn:aws:execute-api:*:*:*/*/GET/accounts',
  ])('weak: the source is %j', value => {
    expect(only({ [arn]: value })).toEqual(['weak Permission SourceArn']);
  });

  test('weak: anyone may invoke', () => {
    expect(only({ 'Permission.Principal': '*' })).toEqual(['weak Permission Principal']);
    expect(only({ 'Permission.Principal': undefined })).toEqual(['weak Permission Principal']);
  });

  test('stands: anyone of one organization', () => {
    const organization = { 'Permission.Principal': '*', 'Permission.PrincipalOrgID': 'o-abcdefghij', [arn]: undefined };
    expect(only(organization)).toEqual(['stands Integration IntegrationUri']);
  });

  test('weak: another account may invoke', () => {
    expect(only({ 'Permission.Principal': '444455556666', [arn]: undefined })).toEqual(['weak Permission Principal']);
  });

  test('unproven: an API that is not in the templates may invoke', () => {
    expect(only({ [arn]: 'arn:aws:execute-api:us-east-1:111122223333:abcdef/*/*/*' })).toEqual([
      'unproven Permission SourceArn',
    ]);
    expect(look(gatewayInvocation, modelOf(unresolved(edgeApi, arn)))).toEqual(['unproven Permission SourceArn']);
  });

  test('weak: a second permission opens what the first one closes', () => {
    const second: Resources = {
      ...edgeApi,
      Second: {
        Type: 'AWS::Lambda::Permission',
        Properties: {
          Action: 'lambda:InvokeFunction',
          FunctionName: attribute('Function', 'Arn'),
          Principal: 'apigateway.amazonaws.com',
        },
      },
    };
    expect(look(gatewayInvocation, modelOf(second))).toEqual(['stands Permission SourceArn', 'weak Second SourceArn']);
  });

  test('the permission of an open function URL is judged where the URL is', () => {
    const open = edit(functionUrl, {
      'Url.AuthType': 'NONE',
      'Permission.Principal': '*',
      'Permission.FunctionUrlAuthType': 'NONE',
    });
    expect(look(gatewayInvocation, modelOf(open), { entry: 'function-url' })).toEqual(['stands Url TargetFunctionArn']);
    const signed = edit(open, { 'Permission.FunctionUrlAuthType': 'AWS_IAM' });
    expect(look(gatewayInvocation, modelOf(signed), { entry: 'function-url' })).toEqual(['weak Permission Principal']);
  });

  test('unproven: the function is in none of the templates', () => {
    expect(look(gatewayInvocation, modelOf(unresolved(edgeApi, 'Integration.IntegrationUri')))).toEqual([
      'unproven Integration IntegrationUri',
    ]);
  });
});
