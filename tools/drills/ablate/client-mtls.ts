import type { Ablation } from '../types';
import { drop, mustHave, objectAt, resourcesOf } from './edit';

/** Still deletes what only the edge may write: that is not what this layer is about. */
const insistsOnNothing = `function handler(event) {
  const request = event.request;
  for (const name of Object.keys(request.headers))
    if (/^(cloudfront-viewer-cert|portcullis|x-portcullis)-/.test(name)) delete request.headers[name];
  return request;
}`;

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
    // What insists at the edge on a certificate that was verified is of this layer too; the guard is to see who has none.
    for (const { properties } of resourcesOf(stacks, 'AWS::CloudFront::Function'))
      if (String(properties.FunctionCode).includes('cloudfront-viewer-cert-sha256'))
        properties.FunctionCode = insistsOnNothing;
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
