import { serviceGuardData } from '../../../../tools/prove/rules/service-guard-data';
import { describeRule } from './watched';

describeRule(serviceGuardData, [
  ['stands: restorable, kept and encrypted', {}, 'stands Table'],
  ['says nothing: a function without our guard', { 'Function.Environment': undefined }],
  [
    'weak: nothing to restore from',
    { 'Table.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled': false },
    'weak Table PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled',
  ],
  ['weak: deleted by a slip', { 'Table.DeletionProtectionEnabled': undefined }, 'weak Table DeletionProtectionEnabled'],
  ['weak: no encryption of its own', { 'Table.SSESpecification': undefined }, 'weak Table SSESpecification.SSEEnabled'],
  [
    'weak: no key of its own',
    { 'Table.SSESpecification.KMSMasterKeyId': undefined },
    'weak Table SSESpecification.KMSMasterKeyId',
  ],
  ['weak: a key that never changes', { 'TableKey.EnableKeyRotation': false }, 'weak TableKey EnableKeyRotation'],
  ['unproven: a switch that is a parameter', { 'Table.DeletionProtectionEnabled': { Ref: 'P' } }, 'unproven Table'],
]);
