import type { Ablation } from '../types';
import { listAt, mustHave, objectAt, resourcesOf } from './edit';

export default {
  layer: 'tls',
  what: 'the distribution serves plain HTTP and old TLS',
  edit: stacks => {
    const distributions = resourcesOf(stacks, 'AWS::CloudFront::Distribution');
    let strict = false;
    for (const { properties } of distributions) {
      const config = objectAt(properties, 'DistributionConfig');
      for (const behavior of [objectAt(config, 'DefaultCacheBehavior'), ...listAt(config, 'CacheBehaviors')]) {
        strict ||= behavior.ViewerProtocolPolicy !== 'allow-all';
        behavior.ViewerProtocolPolicy = 'allow-all';
      }
      const certificate = objectAt(config, 'ViewerCertificate');
      strict ||= certificate.MinimumProtocolVersion !== 'TLSv1';
      certificate.MinimumProtocolVersion = 'TLSv1';
    }
    mustHave(strict, 'tls', 'no distribution refuses plain HTTP or old TLS');
  },
} satisfies Ablation;
