import type { Ablation } from '../types';
import { drop, mustHave, objectAt, remove, resourcesOf } from './edit';

export default {
  layer: 'waf',
  what: 'no web ACL stands before the API any more',
  edit: stacks => {
    const dropped = resourcesOf(stacks, 'AWS::CloudFront::Distribution').map(({ properties }) =>
      drop(objectAt(properties, 'DistributionConfig'), 'WebACLId'),
    );
    // The one of the user pool stays: it stands before sign-in.
    const associations = resourcesOf(stacks, 'AWS::WAFv2::WebACLAssociation').filter(({ properties }) =>
      JSON.stringify(properties.ResourceArn).includes('/restapis/'),
    );
    for (const association of associations) remove(association);
    mustHave(
      dropped.includes(true) || associations.length > 0,
      'waf',
      'no distribution names a web ACL (WebACLId), and none is associated with a stage',
    );
  },
} satisfies Ablation;
