import { ofType, type Template } from '../../assembly';
import type { Claim } from '../../claims';
import { get, set } from '../paths';

/** Finding resources of which there may be several, and claims about every one of them. */

type Properties = Record<string, unknown>;

export const all = (from: Template, type: string): Properties[] =>
  ofType(from, type).map(({ Properties }) => Properties);

interface EveryClaim extends Pick<Claim, 'layer' | 'claim'> {
  readonly type: string;
  readonly path: string;
  readonly is: unknown;
  readonly weakened: unknown;
}

/** A claim that holds for every resource of a type (there is one at least), weakened in the last. */
export const every = ({ layer, claim, type, path, is, weakened }: EveryClaim): Claim => ({
  layer,
  claim,
  assertion: from => {
    const found = all(from, type).map(one => get(one, path));
    expect(found).toEqual(found.length === 0 ? [is] : found.map(() => is));
  },
  weaken: from => set(all(from, type).at(-1), path, weakened),
});

/** The distribution of a host. */
export const distributionOf = (from: Template, host: string): Properties | undefined =>
  all(from, 'AWS::CloudFront::Distribution').find(one =>
    (get(one, 'DistributionConfig.Aliases') as string[] | undefined)?.includes(host),
  );
