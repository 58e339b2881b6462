import { serviceGuardSettings } from '../../../../tools/prove/rules/service-guard-settings';
import { describeRule } from './watched';

const at = (name: string): string => `Function.Environment.Variables.${name}`;
const weak = (name: string): string => `weak Function Environment.Variables.${name}`;

/** The guard of an issuer that is no user pool; its audience is the authorizer's. */
const ownIssuer = (changed: Readonly<Record<string, string | undefined>> = {}) =>
  Object.fromEntries(
    Object.entries({
      RESOURCE_SERVER: undefined,
      CLIENT_IDS: 'phone',
      AUDIENCE: 'app',
      SCOPE_CLAIM: 'scp',
      CLIENT_CLAIM: 'azp',
      USER_CLAIM: 'oid',
      ...changed,
    }).map(([name, value]) => [at(name), value]),
  );

const called = { 'Distribution.DistributionConfig.Aliases': ['api.example.com'] };

describeRule(serviceGuardSettings, [
  ['stands: set up for the API that stands before it', {}, 'stands Function Environment.Variables'],
  [
    'says nothing: a function without our guard',
    { 'Function.Environment': { Variables: { ISSUER: 'https://other.example.com' } } },
  ],
  ['weak: another issuer', { [at('ISSUER')]: 'https://other.example.com' }, weak('ISSUER')],
  ['weak: a client that the authorizer refuses', { [at('CLIENT_IDS')]: 'app,stranger' }, weak('CLIENT_IDS')],
  ['weak: the scopes of another resource server', { [at('RESOURCE_SERVER')]: 'shop' }, weak('RESOURCE_SERVER')],
  [
    'weak: another CA than the truststore holds',
    { 'Truststore.AuthorityKeys': [], 'Truststore.KeyAlias': 'alias/other' },
    weak('ORIGIN_HOP_AUTHORITIES'),
  ],
  [
    'unproven: a CA that nothing leads to',
    { [at('ORIGIN_HOP_AUTHORITIES')]: 'PEM' },
    'unproven Function Environment.Variables.ORIGIN_HOP_AUTHORITIES',
  ],
  [
    'weak: another identity than the edge shows',
    { [at('ORIGIN_HOP_IDENTITY')]: 'urn:other' },
    weak('ORIGIN_HOP_IDENTITY'),
  ],
  ['weak: the edge shows another identity', { 'Leaf.Identity': 'urn:other' }, weak('ORIGIN_HOP_IDENTITY')],
  ['weak: bodies that Lambda does not take', { [at('MAX_BODY_BYTES')]: '99999999' }, weak('MAX_BODY_BYTES')],
  [
    'weak: bodies that the web ACL blocks',
    {
      'WebAcl.Rules.3': {
        Name: 'Body',
        Priority: 9,
        Action: { Block: {} },
        Statement: { SizeConstraintStatement: { FieldToMatch: { Body: {} }, ComparisonOperator: 'GT', Size: 4096 } },
      },
    },
    weak('MAX_BODY_BYTES'),
  ],
  [
    'weak: takes proofs made for another host than clients call',
    { ...called, [at('PROOFS_TABLE')]: { Ref: 'Table' }, [at('PUBLIC_ORIGIN')]: 'https://other.example.com' },
    weak('PUBLIC_ORIGIN'),
  ],
  [
    'stands: takes proofs made for the host that clients call',
    { ...called, [at('PROOFS_TABLE')]: { Ref: 'Table' }, [at('PUBLIC_ORIGIN')]: 'https://api.example.com' },
    'stands Function Environment.Variables',
  ],
  [
    'stands: clients call a name that AWS gives, which is in no template',
    {
      'Distribution.DistributionConfig.Aliases': [''],
      [at('PROOFS_TABLE')]: { Ref: 'Table' },
      [at('PUBLIC_ORIGIN')]: 'https://other.example.com',
    },
    'stands Function Environment.Variables',
  ],
  ['weak: told of another ingress', { [at('INGRESS')]: 'regional' }, weak('INGRESS')],
  [
    'weak: asks for no certificate, and the edge does',
    {
      'Distribution.DistributionConfig.ViewerMtlsConfig': {
        Mode: 'required',
        TrustStoreConfig: { TrustStoreId: 'devices' },
      },
    },
    weak('PROFILE'),
  ],
  [
    'stands: asks for certificates that a table knows',
    { [at('PROFILE')]: 'managed', [at('CERTIFICATES_TABLE')]: { Ref: 'Table' } },
    'stands Function Environment.Variables',
  ],
  ['weak: asks for certificates that no table knows', { [at('PROFILE')]: 'managed' }, weak('CERTIFICATES_TABLE')],
  [
    'unproven: the table is in none of the templates',
    { [at('PROFILE')]: 'managed', [at('CERTIFICATES_TABLE')]: 'elsewhere' },
    'unproven Function Environment.Variables.CERTIFICATES_TABLE',
  ],
  ['stands: tokens of an issuer that is no user pool', ownIssuer(), 'stands Function Environment.Variables'],
  [
    'stands: its scopes have a prefix',
    ownIssuer({ RESOURCE_SERVER: 'wallet' }),
    'stands Function Environment.Variables',
  ],
  ['weak: its scopes have another prefix', ownIssuer({ RESOURCE_SERVER: 'shop' }), weak('RESOURCE_SERVER')],
  ['weak: tokens made for another API', ownIssuer({ AUDIENCE: 'other' }), weak('AUDIENCE')],
  ['weak: tokens made for a client', ownIssuer({ CLIENT_IDS: 'phone,app' }), weak('AUDIENCE')],
  ['weak: scopes in a claim that is none of scopes', ownIssuer({ SCOPE_CLAIM: 'roles' }), weak('SCOPE_CLAIM')],
  ['weak: clients in a claim that is none of clients', ownIssuer({ CLIENT_CLAIM: 'aud' }), weak('CLIENT_CLAIM')],
  ['weak: users in a claim that can be given away', ownIssuer({ USER_CLAIM: 'email' }), weak('USER_CLAIM')],
  ['weak: a claim is not said', ownIssuer({ USER_CLAIM: undefined }), weak('USER_CLAIM')],
  ['weak: no deny-list', { [at('REVOCATIONS_TABLE')]: undefined }, weak('REVOCATIONS_TABLE')],
  ['weak: a setting is missing', { [at('ISSUER')]: undefined }, weak('ISSUER')],
  ['weak: a setting is empty', { [at('CLIENT_IDS')]: '' }, weak('CLIENT_IDS')],
  [
    'unproven: a setting is a parameter',
    { [at('ISSUER')]: { Ref: 'P' } },
    'unproven Function Environment.Variables.ISSUER',
  ],
]);
