import { about, equivalent, idle, never, seen } from '../expectation';
import type { Mutant } from '../mutant';

/** What functions may do, and who may take their roles. From the IAM guide. */

const ofService = ({ place }: Mutant): boolean => place.stack.endsWith('-services');
const deployment = 'runs while deploying, on no path of a request';

const everything = 'whoever gets the function to do their bidding has all of it';

/** Statements that let the function use the key of the tables, through DynamoDB only. */
const ofKey = ({ place }: Mutant): boolean => place.stack.endsWith('-services') && place.path[2] === '1';

const issuing = 'what decides whom the API trusts may do more than it is for: sign with any key, write any object';

const replaces = 'it may put another certificate in the place of any, the one that clients see among them';

export const rights = [
  ...about(
    'AWS::IAM::Policy',
    {
      'PolicyDocument.Statement.#.Resource': equivalent(
        'used through DynamoDB only, where no other table is open to it',
        'widen',
      ),
    },
    ofKey,
  ),
  ...about(
    'AWS::IAM::Policy',
    {
      'PolicyDocument.Statement.#.Action': [seen('service', everything, 'widen'), never('the function may do less')],
      'PolicyDocument.Statement.#.Action.#': [seen('service', everything, 'widen'), never('the function may do less')],
      'PolicyDocument.Statement.#.Resource': [seen('service', everything, 'widen'), never('the function may do less')],
      'PolicyDocument.Statement.#.Resource.#': [
        seen('service', everything, 'widen'),
        never('the function may do less'),
      ],
      'PolicyDocument.Statement.#.Condition': seen('service', 'the key may be used outside DynamoDB'),
      'PolicyDocument.Statement.#.Condition.StringEquals': seen('service', 'the key may be used outside DynamoDB'),
      'PolicyDocument.Statement.#.Condition.StringEquals.*': [
        seen('service', 'the key may be used outside DynamoDB', 'delete'),
        never('the key may not be used through DynamoDB'),
      ],
      '**': never('the function may do less'),
    },
    ofService,
  ),
  ...about('AWS::IAM::Policy', {
    'PolicyDocument.Statement.#.Action': seen('origin-mtls', issuing, 'widen'),
    'PolicyDocument.Statement.#.Action.#': seen('origin-mtls', issuing, 'widen'),
  }),
  ...about(
    'AWS::IAM::Policy',
    { 'PolicyDocument.Statement.#.Resource': seen('origin-mtls', issuing, 'widen') },
    ({ place: { stack, path } }) => path[2] === (stack.endsWith('-gateway') ? '2' : '3') && !stack.endsWith('-edge'),
  ),
  ...about(
    'AWS::IAM::Policy',
    { 'PolicyDocument.Statement.#.Resource': seen('origin-mtls', issuing, 'widen') },
    ({ place: { stack, path } }) => path[2] === '1' && stack.endsWith('-trust'),
  ),
  ...about(
    'AWS::IAM::Policy',
    {
      'PolicyDocument.Statement.#.Condition': seen('origin-mtls', issuing),
      'PolicyDocument.Statement.#.Condition.StringEquals': seen('origin-mtls', issuing),
      'PolicyDocument.Statement.#.Condition.StringEquals.kms:RequestAlias': [
        seen('origin-mtls', issuing, 'delete'),
        never('the role may sign with no key, or one that is not there'),
      ],
    },
    ({ place: { stack, path } }) => path[2] === '2' && stack.endsWith('-edge'),
  ),
  ...about(
    'AWS::IAM::Policy',
    {
      'PolicyDocument.Statement.#.Condition': seen('origin-mtls', replaces),
      'PolicyDocument.Statement.#.Condition.StringEquals': seen('origin-mtls', replaces),
      'PolicyDocument.Statement.#.Condition.StringEquals.*': [
        seen('origin-mtls', replaces, 'delete'),
        never('the role may import no certificate', 're-point', 'empty'),
      ],
    },
    ({ place: { stack, path } }) => ['5', '6'].includes(path[2] ?? '') && stack.endsWith('-edge'),
  ),
  ...about('AWS::IAM::Policy', { '': never('the deployment is not allowed what it does'), '**': idle(deployment) }),
  ...about(
    'AWS::IAM::Role',
    {
      '': never('the function names it'),
      Description: idle('a text for people'),
      'AssumeRolePolicyDocument.Version': idle('no policy variables are used'),
      'AssumeRolePolicyDocument.Statement.#.Principal.Service': [
        seen('service', 'others than Lambda may take the role', 'widen'),
        never('Lambda may not take the role'),
      ],
      '**': never('Lambda may not take the role'),
    },
    ofService,
  ),
  ...about(
    'AWS::IAM::Role',
    {
      'AssumeRolePolicyDocument.Statement.#.Principal.Service': seen(
        'origin-mtls',
        'others may sign with the CA',
        'widen',
      ),
    },
    mutant => !ofService(mutant),
  ),
  ...about('AWS::IAM::Role', {
    '': never('a function names it'),
    'AssumeRolePolicyDocument.Statement.#.Principal.Service': never('Lambda may not take the role'),
    RoleName: never('the key lets in the role by its name'),
    '**': idle(deployment),
  }),
];
