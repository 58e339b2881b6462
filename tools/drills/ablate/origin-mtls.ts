import type { Ablation } from '../types';
import { drop, mustHave, resourcesOf } from './edit';

export default {
  layer: 'origin-mtls',
  what: 'the API domain asks for no certificate and execute-api is open',
  edit: stacks => {
    const dropped = resourcesOf(stacks, 'AWS::ApiGatewayV2::DomainName').map(({ properties }) =>
      drop(properties, 'MutualTlsAuthentication'),
    );
    mustHave(dropped.includes(true), 'origin-mtls', 'no API domain has MutualTlsAuthentication');
    for (const { properties } of resourcesOf(stacks, 'AWS::ApiGatewayV2::Api'))
      properties.DisableExecuteApiEndpoint = false;
  },
} satisfies Ablation;
