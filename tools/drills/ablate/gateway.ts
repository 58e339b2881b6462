import type { Stack } from '../../local/types';
import type { Ablation } from '../types';
import { drop, listAt, mustHave, resourcesOf } from './edit';

export default {
  layer: 'gateway',
  what: 'the stage has no throttles, nothing is validated and a route takes every other request',
  edit: stacks => {
    const throttled = [...unthrottleHttp(stacks), ...unthrottleRest(stacks)];
    mustHave(throttled.includes(true), 'gateway', 'no stage has a throttle');
    mustHave(catchAllOfHttp(stacks) || catchAllOfRest(stacks), 'gateway', 'the API has no route');
    for (const { properties } of resourcesOf(stacks, 'AWS::ApiGateway::Method')) drop(properties, 'RequestValidatorId');
    for (const { properties } of resourcesOf(stacks, 'AWS::ApiGateway::RestApi'))
      properties.DisableExecuteApiEndpoint = false;
    // Each function may be invoked for its own routes only; somebody who adds a catch-all soon drops that condition, too.
    for (const { properties } of resourcesOf(stacks, 'AWS::Lambda::Permission'))
      if (properties.Principal === 'apigateway.amazonaws.com') drop(properties, 'SourceArn');
  },
} satisfies Ablation;

const unthrottleHttp = (stacks: readonly Stack[]): boolean[] =>
  resourcesOf(stacks, 'AWS::ApiGatewayV2::Stage').map(({ properties }) => {
    const perRoute = drop(properties, 'RouteSettings');
    return drop(properties, 'DefaultRouteSettings') || perRoute;
  });

const unthrottleRest = (stacks: readonly Stack[]): boolean[] =>
  resourcesOf(stacks, 'AWS::ApiGateway::Stage')
    .flatMap(({ properties }) => listAt(properties, 'MethodSettings'))
    .map(setting => {
      const rate = drop(setting, 'ThrottlingRateLimit');
      return drop(setting, 'ThrottlingBurstLimit') || rate;
    });

function catchAllOfHttp(stacks: readonly Stack[]): boolean {
  const [route] = resourcesOf(stacks, 'AWS::ApiGatewayV2::Route');
  if (route === undefined) return false;
  const { ApiId, Target } = route.properties;
  route.stack.template.Resources.EveryOtherRequest = {
    Type: 'AWS::ApiGatewayV2::Route',
    Properties: { ApiId, Target, RouteKey: '$default', AuthorizationType: 'NONE' },
  };
  return true;
}

function catchAllOfRest(stacks: readonly Stack[]): boolean {
  const [method] = resourcesOf(stacks, 'AWS::ApiGateway::Method');
  if (method === undefined) return false;
  const { RestApiId, Integration } = method.properties;
  const { Ref: api } = RestApiId as { readonly Ref: string };
  const { Resources } = method.stack.template;
  Resources.EveryOtherPath = {
    Type: 'AWS::ApiGateway::Resource',
    Properties: { RestApiId, ParentId: { 'Fn::GetAtt': [api, 'RootResourceId'] }, PathPart: '{proxy+}' },
  };
  Resources.EveryOtherRequest = {
    Type: 'AWS::ApiGateway::Method',
    Properties: {
      RestApiId,
      ResourceId: { Ref: 'EveryOtherPath' },
      HttpMethod: 'ANY',
      AuthorizationType: 'NONE',
      Integration,
    },
  };
  return true;
}
