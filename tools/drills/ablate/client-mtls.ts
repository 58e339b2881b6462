import type { Ablation } from '../types';
import { drop, mustHave, objectAt, resourcesOf } from './edit';

export default {
  layer: 'client-mtls',
  what: 'clients are asked for no certificate',
  edit: stacks => {
    const atTheEdge = resourcesOf(stacks, 'AWS::CloudFront::Distribution').map(({ properties }) => {
      const config = objectAt(properties, 'DistributionConfig');
      // The function runs for client certificates only, and CloudFront refuses it without them.
      drop(config, 'ConnectionFunctionAssociation');
      return drop(config, 'ViewerMtlsConfig');
    });
    const atTheApi = resourcesOf(stacks, 'AWS::ApiGateway::DomainName').map(({ properties }) =>
      drop(properties, 'MutualTlsAuthentication'),
    );
    // Left open, the address would still ask for nothing.
    for (const { properties } of resourcesOf(stacks, 'AWS::ApiGateway::RestApi'))
      properties.DisableExecuteApiEndpoint = false;
    mustHave(
      [...atTheEdge, ...atTheApi].includes(true),
      'client-mtls',
      'no distribution has ViewerMtlsConfig, and no REST API domain MutualTlsAuthentication',
    );
  },
} satisfies Ablation;
