import type { Stack } from '../../local/types';
import type { Ablation } from '../types';
import { drop, listAt, mustHave, objectAt, resourcesOf } from './edit';

export default {
  layer: 'tls',
  what: 'clients may use old TLS, and plain HTTP where CloudFront would take it',
  edit: stacks => {
    const strict = [...loosenDistributions(stacks), ...loosenDomains(stacks)];
    mustHave(strict.includes(true), 'tls', 'neither a distribution nor the domain of a REST API refuses old TLS');
  },
} satisfies Ablation;

const loosenDistributions = (stacks: readonly Stack[]): boolean[] =>
  resourcesOf(stacks, 'AWS::CloudFront::Distribution').flatMap(({ properties }) => {
    const config = objectAt(properties, 'DistributionConfig');
    // Where clients are asked for a certificate CloudFront itself takes nothing but https-only.
    const behaviors =
      config.ViewerMtlsConfig === undefined
        ? [objectAt(config, 'DefaultCacheBehavior'), ...listAt(config, 'CacheBehaviors')]
        : [];
    const certificate = objectAt(config, 'ViewerCertificate');
    const strict = [
      ...behaviors.map(({ ViewerProtocolPolicy }) => ViewerProtocolPolicy !== 'allow-all'),
      certificate.MinimumProtocolVersion !== 'TLSv1',
    ];
    for (const behavior of behaviors) behavior.ViewerProtocolPolicy = 'allow-all';
    certificate.MinimumProtocolVersion = 'TLSv1';
    return strict;
  });

const loosenDomains = (stacks: readonly Stack[]): boolean[] =>
  resourcesOf(stacks, 'AWS::ApiGateway::DomainName').map(({ properties }) => {
    const strict = properties.SecurityPolicy !== 'TLS_1_0';
    properties.SecurityPolicy = 'TLS_1_0';
    // Only an enhanced policy takes one.
    drop(properties, 'EndpointAccessMode');
    return strict;
  });
