import { about, equivalent, idle, never, seen } from '../expectation';
import type { Mutant } from '../mutant';

/** The CA of the origin hop: its key, its bucket, what it signs and who trusts it. From the KMS, S3 and API Gateway guides. */

const ofTrust = ({ place }: Mutant): boolean => place.stack.endsWith('-trust');
/** Statement 0 administers and does not sign, 1 signs, 2 reads the public key. */
const statement =
  (index: string) =>
  (mutant: Mutant): boolean =>
    ofTrust(mutant) && mutant.place.path[2] === index;

const anyone = 'others than the two roles may sign certificates that the API takes for the edge';
const stillNamed = 'the condition still names the two roles, and their own policies let them do no more';
const lockedOut = 'KMS refuses a policy that locks out its account, and without a signature nothing is deployed';
const unlinked = 'the API trusts a CA that is not seen to be that of the edge';

const key = [
  ...about(
    'AWS::KMS::Key',
    {
      'KeyPolicy.Statement.#.Action.#': [
        seen('origin-mtls', anyone, 'widen'),
        idle('the account may do less with the key'),
      ],
      'KeyPolicy.Statement.#.Action': never('KMS refuses a policy that locks out its account'),
      'KeyPolicy.Statement.#.Principal.AWS': [
        seen('origin-mtls', 'strangers may rewrite the policy', 'widen'),
        never(lockedOut),
      ],
    },
    statement('0'),
  ),
  ...about(
    'AWS::KMS::Key',
    {
      'KeyPolicy.Statement.#.Condition': seen('origin-mtls', anyone),
      'KeyPolicy.Statement.#.Condition.ArnEquals': seen('origin-mtls', anyone, 'delete', 'empty'),
      'KeyPolicy.Statement.#.Condition.ArnEquals.aws:PrincipalArn': [
        seen('origin-mtls', anyone, 'delete'),
        never(lockedOut),
      ],
      'KeyPolicy.Statement.#.Condition.ArnEquals.aws:PrincipalArn.#': [
        seen('origin-mtls', anyone, 'widen'),
        never(lockedOut),
      ],
      'KeyPolicy.Statement.#.Condition.StringEquals.**': idle('the same two roles sign, whatever they sign'),
      'KeyPolicy.Statement.#.Principal.AWS': [equivalent(stillNamed, 'widen'), never(lockedOut)],
      'KeyPolicy.Statement.#.Action': [equivalent(stillNamed, 'widen'), never(lockedOut)],
    },
    statement('1'),
  ),
  ...about(
    'AWS::KMS::Key',
    {
      'KeyPolicy.Statement.#.Action': [
        seen('origin-mtls', 'never', 'none'),
        idle('the two roles may use the key, which they may anyway', 'widen'),
        never(lockedOut),
      ],
    },
    statement('2'),
  ),
  ...about('AWS::KMS::Key', { 'KeyPolicy.Statement.#.**': never('the public key is public') }, statement('2')),
  ...about(
    'AWS::KMS::Key',
    {
      '': never('the alias names it'),
      KeyPolicy: seen('origin-mtls', 'the default policy lets every principal of the account sign', 'delete'),
      'KeyPolicy.**': never(lockedOut),
      Description: idle('a text for people'),
      '**': never('no other kind of key can sign'),
    },
    ofTrust,
  ),
  ...about('AWS::KMS::Alias', { '**': never('nothing is behind the alias, so nothing is signed') }),
];

const open = 'the bucket that holds what the API trusts is not closed to strangers';

const bucket = [
  ...about(
    'AWS::S3::Bucket',
    {
      '': never('what writes and reads it names it'),
      BucketName: never('the edge finds the bucket by its name'),
      VersioningConfiguration: seen(
        'origin-mtls',
        'a version cannot be pinned, and one write replaces what is trusted',
      ),
      'VersioningConfiguration.Status': [
        seen(
          'origin-mtls',
          'a version cannot be pinned, and one write replaces what is trusted',
          'delete',
          'switch=Suspended',
        ),
        never('a bucket is Enabled or Suspended'),
      ],
      PublicAccessBlockConfiguration: seen('origin-mtls', open),
      'PublicAccessBlockConfiguration.*': seen('origin-mtls', open),
      'OwnershipControls.**': idle('public ACLs are blocked'),
      'BucketEncryption.**': idle('S3 encrypts every object with a key of its own by default'),
    },
    ofTrust,
  ),
  ...about('AWS::S3::BucketPolicy', {
    '': idle('it only denies, or lets the log delivery write'),
    'PolicyDocument.Statement.#.Effect': never('S3 refuses a public policy while the bucket blocks public access'),
    '**': idle('it only denies, or lets the log delivery write'),
  }),
];

const customResources = [
  ...about('Custom::OriginHopAuthority', {
    '': seen('origin-mtls', unlinked),
    KeyAlias: [seen('origin-mtls', unlinked, 're-point'), never('the resource refuses it')],
    Bucket: [seen('origin-mtls', unlinked, 're-point'), never('the resource refuses it')],
    ObjectKey: [seen('origin-mtls', unlinked, 're-point'), never('the resource refuses it')],
    ServiceToken: never('nothing makes it'),
    '**': idle('what the certificate says about itself'),
  }),
  ...about('Custom::OriginHopLeaf', {
    '': seen('origin-mtls', 'the edge shows a certificate that is not there'),
    KeyAlias: [seen('origin-mtls', unlinked, 're-point'), never('the resource refuses it')],
    Identity: [
      seen('service', 'the guard knows the edge by another identity', 're-point'),
      never('the resource refuses it'),
    ],
    KeyRegion: never('the key is not there'),
    Bucket: never('the CA certificate is not there'),
    AuthorityKey: never('the CA certificate is not there'),
    ServiceToken: never('nothing makes it'),
    '**': idle('what the certificate says about itself'),
  }),
  ...about('Custom::OriginHopTruststore', {
    '': seen('origin-mtls', 'the API trusts what is not there'),
    Bucket: [seen('origin-mtls', unlinked, 're-point'), never('the resource refuses it')],
    AuthorityKeys: never('a bundle of nothing is refused'),
    'AuthorityKeys.#': [seen('origin-mtls', unlinked, 're-point'), never('a bundle of nothing is refused')],
    ServiceToken: never('nothing makes it'),
    '**': idle('names of generations, and how long it may take'),
  }),
];

export const trust = [...key, ...bucket, ...customResources];
