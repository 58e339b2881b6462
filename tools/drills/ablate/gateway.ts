import type { Ablation } from '../types';
import { drop, listAt, mustHave, objectAt, resourcesOf } from './edit';

export default {
  layer: 'gateway',
  what: 'the stage has no throttles and a $default route takes every request',
  edit: stacks => {
    const throttled = resourcesOf(stacks, 'AWS::ApiGatewayV2::Stage').map(({ properties }) => {
      const perRoute = drop(properties, 'RouteSettings');
      return drop(properties, 'DefaultRouteSettings') || perRoute;
    });
    mustHave(throttled.includes(true), 'gateway', 'no stage has a throttle');

    const [route] = resourcesOf(stacks, 'AWS::ApiGatewayV2::Route');
    if (route === undefined) return mustHave(false, 'gateway', 'the API has no route');
    const { ApiId, Target } = route.properties;
    route.stack.template.Resources.EveryOtherRequest = {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: { ApiId, Target, RouteKey: '$default', AuthorizationType: 'NONE' },
    };
    // The API may invoke its functions for the routes it had; the new one comes with a permission, as CDK would write it.
    for (const { properties } of resourcesOf(stacks, 'AWS::Lambda::Permission')) openTo(properties);
  },
} satisfies Ablation;

/** `…/GET/accounts` at the end of a SourceArn becomes every stage, method and path of the API. */
function openTo(permission: Record<string, unknown>): void {
  if (permission.Principal !== 'apigateway.amazonaws.com') return;
  const parts = listAt(objectAt(permission, 'SourceArn'), 'Fn::Join')[1] as unknown;
  if (!Array.isArray(parts)) return;
  const last: unknown = parts.at(-1);
  if (typeof last === 'string') parts[parts.length - 1] = last.replace(/^(\/\*|\/)[^]*$/, '/*/*');
}
