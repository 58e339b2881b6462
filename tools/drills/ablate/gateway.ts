import type { Ablation } from '../types';
import { drop, mustHave, resourcesOf } from './edit';

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
    // Each function may be invoked for its own routes only; somebody who adds a catch-all soon drops that condition, too.
    for (const { properties } of resourcesOf(stacks, 'AWS::Lambda::Permission'))
      if (properties.Principal === 'apigateway.amazonaws.com') drop(properties, 'SourceArn');
  },
} satisfies Ablation;
