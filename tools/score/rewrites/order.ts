import type { Json } from '../../prove/json';
import { isList, isRecord } from '../../prove/values';
import { isReference } from '../operators';
import { ofTemplates, ofValues, type Rewrite } from './rewrite';

/** Orders that mean nothing. */

const reversed = <T>(record: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(record).reverse());

const sorted = <T>(record: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(record).sort(([one], [other]) => (one < other ? 1 : -1)));

/** Lists that AWS reads as sets. */
const sets = [
  'Action',
  'Resource',
  'Statement',
  'Dimensions',
  'AlarmActions',
  'AuthorizationScopes',
  'Audience',
  'AllowedMethods',
  'RecordFields',
  'Tags',
  'AllowedOAuthScopes',
  'CallbackURLs',
  'RedactedFields',
  'Conditions',
  'DataProtections',
  'FieldKeys',
  'aws:PrincipalArn',
  'AttributeDefinitions',
  'Statements',
];

const listReversed =
  (names: readonly string[]) =>
  (value: Json, key: string): Json =>
    isList(value) && names.includes(key) ? value.toReversed() : value;

const keys =
  (order: (record: Readonly<Record<string, Json>>) => Readonly<Record<string, Json>>) =>
  (value: Json): Json =>
    isRecord(value) && !isReference(value) ? order(value) : value;

export const order: readonly Rewrite[] = [
  ofTemplates('resources from last to first', template => ({ ...template, Resources: reversed(template.Resources) })),
  ofTemplates('resources by name', template => ({ ...template, Resources: sorted(template.Resources) })),
  { name: 'stacks from last to first', rewrite: stacks => stacks.toReversed() },
  ofTemplates('sections from last to first', template => ({
    ...reversed({ ...template }),
    Resources: template.Resources,
  })),
  ofValues('keys from last to first', keys(reversed)),
  ofValues('keys by name', keys(sorted)),
  ofValues('the rules of a web ACL from last to first: their priority decides', listReversed(['Rules'])),
  ofValues('statements, dimensions, scopes and other sets from last to first', listReversed(sets)),
];
