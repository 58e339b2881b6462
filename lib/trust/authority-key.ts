import { Stack } from 'aws-cdk-lib';
import { AccountRootPrincipal, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Alias, Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { Config } from '../config';
import { removalPolicy } from '../stack';

export interface AuthorityKeyProps {
  readonly config: Config;
  readonly description: string;
  readonly aliasName: string;
  /** Id of the statement that lets sign. */
  readonly sid: string;
  /** Names of the roles that may sign with the key. */
  readonly signers: readonly string[];
  /** Names of the roles that may ask for its public key. */
  readonly readers: readonly string[];
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

/** The signing key of a CA. It never leaves KMS, and no role may sign with it but those named here. */
export class AuthorityKey extends Construct {
  readonly key: Key;
  readonly alias: Alias;

  constructor(scope: Construct, id: string, props: AuthorityKeyProps) {
    super(scope, id);
    const { config, description, aliasName, sid } = props;
    // Named before they exist: a policy may not name a missing role as its principal, but a condition may. The account
    // stands as principal, so a role needs its own policy as well as this one.
    const roles = (named: readonly string[]) => ({
      ArnEquals: {
        'aws:PrincipalArn': named.map(resourceName =>
          Stack.of(this).formatArn({ service: 'iam', region: '', resource: 'role', resourceName }),
        ),
      },
    });
    this.key = new Key(this, 'Key', {
      description,
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
            sid,
            principals: [new AccountRootPrincipal()],
            actions: ['kms:Sign'],
            resources: ['*'],
            conditions: { ...roles(props.signers), StringEquals: signing },
          }),
          new PolicyStatement({
            sid: 'ReadThePublicKey',
            principals: [new AccountRootPrincipal()],
            actions: ['kms:GetPublicKey'],
            resources: ['*'],
            conditions: roles(props.readers),
          }),
        ],
      }),
    });
    this.alias = new Alias(this, 'Alias', { aliasName, targetKey: this.key });
  }
}
