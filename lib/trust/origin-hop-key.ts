import { Stack } from 'aws-cdk-lib';
import { AccountRootPrincipal, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Alias, Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { Config } from '../config';
import { names } from '../names';
import { removalPolicy } from '../stack';

export interface OriginHopKeyProps {
  readonly config: Config;
  readonly generation: string;
}

/** Who may administer the key without being able to sign with it, and without a grant that would let them. */
const administration = [
  'kms:CancelKeyDeletion',
  'kms:CreateAlias',
  'kms:DeleteAlias',
  'kms:DescribeKey',
  'kms:DisableKey',
  'kms:EnableKey',
  'kms:GetKeyPolicy',
  'kms:GetKeyRotationStatus',
  'kms:ListAliases',
  'kms:ListGrants',
  'kms:ListKeyPolicies',
  'kms:ListResourceTags',
  'kms:PutKeyPolicy',
  'kms:RevokeGrant',
  'kms:ScheduleKeyDeletion',
  'kms:TagResource',
  'kms:UntagResource',
  'kms:UpdateAlias',
  'kms:UpdateKeyDescription',
];

/** How certificates are signed, and nothing else is. */
export const signing = { 'kms:SigningAlgorithm': 'ECDSA_SHA_256', 'kms:MessageType': 'DIGEST' };

/** The signing key of one generation of the origin-hop CA. It never leaves KMS; whoever signs with it can pass as our edge. */
export class OriginHopKey extends Construct {
  readonly generation: string;
  readonly key: Key;
  readonly alias: Alias;

  constructor(scope: Construct, id: string, { config, generation }: OriginHopKeyProps) {
    super(scope, id);
    this.generation = generation;
    const { keyAlias, originCaRole, originLeafRole } = names(config);
    // Named before they exist: a policy may not name a missing role as its principal, but a condition may. The account
    // stands as principal, so a role needs its own policy as well as this one.
    const signers = [originCaRole, originLeafRole].map(resourceName =>
      Stack.of(this).formatArn({ service: 'iam', region: '', resource: 'role', resourceName }),
    );
    this.key = new Key(this, 'Key', {
      description: `${config.prefix}: signs origin-hop certificates, generation ${generation}`,
      keySpec: KeySpec.ECC_NIST_P256,
      keyUsage: KeyUsage.SIGN_VERIFY,
      removalPolicy: removalPolicy(config),
      policy: new PolicyDocument({
        statements: [
          new PolicyStatement({
            sid: 'AdministerButNotSign',
            principals: [new AccountRootPrincipal()],
            actions: administration,
            resources: ['*'],
          }),
          new PolicyStatement({
            sid: 'SignOriginHopCertificates',
            principals: [new AccountRootPrincipal()],
            actions: ['kms:Sign'],
            resources: ['*'],
            conditions: { ArnEquals: { 'aws:PrincipalArn': signers }, StringEquals: signing },
          }),
          new PolicyStatement({
            sid: 'ReadThePublicKey',
            principals: [new AccountRootPrincipal()],
            actions: ['kms:GetPublicKey'],
            resources: ['*'],
            conditions: { ArnEquals: { 'aws:PrincipalArn': signers } },
          }),
        ],
      }),
    });
    this.alias = new Alias(this, 'Alias', { aliasName: keyAlias(generation), targetKey: this.key });
  }
}
