import type { Ablation } from '../types';
import { drop, mustHave, resourcesOf } from './edit';

export default {
  layer: 'auth',
  what: 'the routes have no authorizer and ask for no scope',
  edit: stacks => {
    const dropped = ['AWS::ApiGatewayV2::Route', 'AWS::ApiGateway::Method']
      .flatMap(type => resourcesOf(stacks, type))
      .map(({ properties }) => {
        properties.AuthorizationType = 'NONE';
        drop(properties, 'AuthorizationScopes');
        return drop(properties, 'AuthorizerId');
      });
    mustHave(dropped.includes(true), 'auth', 'no route has an authorizer');
  },
} satisfies Ablation;
