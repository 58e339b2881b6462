import * as z from 'zod';
import { LocalError } from '../../types';
import { check } from '../../check';

/** AWS's managed policy CachingDisabled. */
const cachingDisabled = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';

const schema = z.object({ CachePolicyConfig: z.object({ Name: z.string(), MaxTTL: z.number() }) });

/** The local edge keeps no cache, so a behaviour that would answer from one stops the start. */
export function refuseCaching(id: string, properties: unknown): void {
  if (id === cachingDisabled) return;
  if (properties === undefined)
    throw new LocalError(
      `CachePolicyId: got ${id}, takes CachingDisabled (${cachingDisabled}): caching is not modelled here`,
    );
  const { Name, MaxTTL } = check('AWS::CloudFront::CachePolicy', schema, properties).CachePolicyConfig;
  if (MaxTTL > 0)
    throw new LocalError(`cache policy ${Name}: got MaxTTL ${MaxTTL}, takes 0: caching is not modelled here`);
}
