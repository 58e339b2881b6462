import type { Ablation } from '../types';
import { drop, mustHave, objectAt, resourcesOf } from './edit';

export default {
  layer: 'waf',
  what: 'the distribution no longer names the web ACL',
  edit: stacks => {
    const dropped = resourcesOf(stacks, 'AWS::CloudFront::Distribution').map(({ properties }) =>
      drop(objectAt(properties, 'DistributionConfig'), 'WebACLId'),
    );
    mustHave(dropped.includes(true), 'waf', 'no distribution names a web ACL (WebACLId)');
  },
} satisfies Ablation;
