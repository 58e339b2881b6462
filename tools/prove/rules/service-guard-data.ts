import { environmentOf, guardOf } from '../facts/guard';
import { at, truthy } from '../graph/lookups';
import { mentions, target, unknownIn } from '../marks';
import type { Resource } from '../model';
import { stands, unproven, weak, type Context, type Rule, type Verdict } from '../rule';

/** The tables of a service with our guard can be restored, are not deleted by a slip, and have a key of their own. */
export const serviceGuardData: Rule = {
  id: 'service/guard-data',
  layer: 'service',
  reason:
    'What a stolen token or a bug has overwritten comes back from a backup or not at all; a key of its own is what takes the data away from whoever got at the account, and says who asked for it.',
  fix: 'Set PointInTimeRecoveryEnabled and DeletionProtectionEnabled on the table, and SSESpecification with a key that rotates.',
  check({ route: { integration } }, context) {
    const fn = integration.function;
    if (fn === undefined || guardOf(context.model, fn) === undefined) return [];
    return mentions(context.model, environmentOf(context.model, fn))
      .filter(({ type }) => type === 'AWS::DynamoDB::Table')
      .map(table => context.once(serviceGuardData.id, table, () => judge(table, context)));
  },
};

function judge(table: Resource, { model, properties }: Context): Verdict {
  const written = properties(table);
  const reason = unknownIn(written);
  if (reason !== undefined) return unproven({ resource: table }, reason);
  const off = [
    'PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled',
    'DeletionProtectionEnabled',
    'SSESpecification.SSEEnabled',
  ].find(property => !truthy(at(written, property)));
  if (off !== undefined) return weak({ resource: table, property: off }, 'is not on');
  const key = target(model, at(written, 'SSESpecification.KMSMasterKeyId'));
  const property = 'SSESpecification.KMSMasterKeyId';
  if (key?.type !== 'AWS::KMS::Key') return weak({ resource: table, property }, 'names no key of these templates');
  return truthy(properties(key)['EnableKeyRotation'])
    ? stands({ resource: table }, `restorable, and encrypted with ${key.logicalId}`)
    : weak({ resource: key, property: 'EnableKeyRotation' }, 'does not rotate');
}
