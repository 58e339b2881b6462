import { about, idle, never, seen } from '../expectation';
import type { Mutant } from '../mutant';

/** The functions behind the routes, and the data they work on. From the Lambda and DynamoDB guides. */

const ofService = ({ place }: Mutant): boolean => place.stack.endsWith('-services');
const ofData = ({ place }: Mutant): boolean => place.stack.endsWith('-data');

const stops = 'Lambda or the guard refuses to start';
const deployment = 'runs while deploying, on no path of a request';

/** Its routes are public by decision. */
const ofAppLinks = ({ place }: Mutant): boolean => place.logicalId.startsWith('applinksFunction');
const tokenless = 'no route of this function asks for a token';

const unheard = 'an alarm waits for a metric of this name';

const functions = [
  ...about(
    'AWS::Lambda::Function',
    {
      'Environment.Variables.ISSUER': [idle(tokenless, 're-point'), never(stops)],
      'Environment.Variables.CLIENT_IDS': [idle(tokenless, 're-point'), never(stops)],
      'Environment.Variables.RESOURCE_SERVER': [idle(tokenless, 're-point'), never(stops)],
    },
    ofAppLinks,
  ),
  ...about(
    'AWS::Lambda::Function',
    {
      '': never('the routes name it'),
      'Architectures.**': never(stops, 'empty', 're-point'),
      'Code.**': never('the code is not there'),
      Description: idle('a text for people'),
      Environment: never(stops),
      'Environment.Variables': never(stops),
      'Environment.Variables.MAX_BODY_BYTES': [
        seen('service', 'the guard reads bodies larger than the edge lets by', 'widen'),
        never(stops),
      ],
      'Environment.Variables.ISSUER': [seen('service', 'the guard trusts another issuer', 're-point'), never(stops)],
      'Environment.Variables.CLIENT_IDS': [seen('service', 'the guard takes other clients', 're-point'), never(stops)],
      'Environment.Variables.RESOURCE_SERVER': [
        seen('service', 'the guard asks for scopes of another server', 're-point'),
        never(stops),
      ],
      'Environment.Variables.ORIGIN_HOP_AUTHORITIES': [
        seen('service', 'the guard trusts another CA than the domain', 're-point'),
        never(stops),
      ],
      'Environment.Variables.ORIGIN_HOP_IDENTITY': [
        seen('service', 'the guard takes another identity for the edge', 're-point'),
        never(stops),
      ],
      'Environment.Variables.POWERTOOLS_METRICS_NAMESPACE': seen(
        'watch',
        'alarms wait for metrics in this namespace',
        're-point',
      ),
      'Environment.Variables.POWERTOOLS_SERVICE_NAME': seen(
        'watch',
        'alarms wait for metrics of this service',
        're-point',
      ),
      'Environment.Variables.*': never(stops),
      Handler: never(stops),
      LoggingConfig: seen('watch', 'the log goes to a group that nobody set up and that keeps it for ever'),
      'LoggingConfig.LogGroup': [
        seen('watch', 'the log goes to a group that nobody set up and that keeps it for ever', 'delete'),
        never('the role may not write there'),
      ],
      'LoggingConfig.*': idle('how lines are written'),
      MemorySize: idle('speed and price'),
      Timeout: [
        seen('watch', '3 seconds is the default, and the alarm on slow requests begins at 8', 'delete'),
        never('a function runs for 1 to 900 seconds', 'empty'),
        idle('how long a request may take; API Gateway waits 30 seconds'),
      ],
      Role: [
        seen(
          'service',
          'what the function may do is in no template',
          're-point=arn:aws:iam::444455556666:role/elsewhere',
        ),
        never(stops),
      ],
      Runtime: [
        seen('service', 'nodejs16.x gets no security patches', 'switch=nodejs16.x'),
        idle('nodejs22.x is supported', 'switch=nodejs22.x'),
        never(stops),
      ],
      'TracingConfig.**': idle('traces'),
    },
    ofService,
  ),
  ...about('AWS::Lambda::Function', {
    Role: [
      seen(
        'origin-mtls',
        'what decides whom the API trusts acts with unknown rights',
        're-point=arn:aws:iam::444455556666:role/elsewhere',
      ),
      never('a function has a role', 'delete'),
    ],
  }),
  ...about(
    'AWS::Lambda::Function',
    {
      Environment: seen('watch', unheard),
      'Environment.Variables': seen('watch', unheard),
      'Environment.Variables.POWERTOOLS_METRICS_NAMESPACE': seen('watch', unheard),
      'Environment.Variables.POWERTOOLS_SERVICE_NAME': seen('watch', unheard),
    },
    ({ place }) => place.logicalId.startsWith('OriginHopLeafIssue'),
  ),
  ...about('AWS::Lambda::Function', { '**': idle(deployment) }, mutant => mutant.place.path.length > 0),
  ...about('AWS::Lambda::Function', { '': never('a custom resource names it') }),
];

const strangers = 'strangers may use, or delete, the key that encrypts the tables';

const data = [
  ...about(
    'AWS::DynamoDB::Table',
    { '**': idle('no function of these templates is given the table') },
    ({ place: { logicalId, path } }) => logicalId.startsWith('Idempotency') && path.length > 0,
  ),
  ...about('AWS::DynamoDB::Table', {
    '': never('functions and their roles name it'),
    'SSESpecification.SSEType': [
      idle('KMS is the only type there is', 'delete'),
      never('KMS is the only type there is'),
    ],
    'SSESpecification.**': seen('service', 'whoever may read the table may read it: no key of ours stands between'),
    DeletionProtectionEnabled: seen('service', 'one mistaken change of the stack takes the money with it'),
    'PointInTimeRecoverySpecification.**': seen('service', 'what a stolen token changed cannot be changed back'),
    '**': idle('keys, indexes, when a row that has run out is swept up, and price'),
  }),
  ...about(
    'AWS::KMS::Key',
    {
      '': never('the tables name it'),
      'KeyPolicy.Statement.#.Principal.AWS': [
        seen('service', strangers, 'widen'),
        never('KMS refuses a policy that locks out its account'),
      ],
      'KeyPolicy.**': never('KMS refuses a policy that locks out its account'),
      EnableKeyRotation: seen('service', 'one key for ever: what it encrypted is as safe as it was on its worst day'),
      '**': idle('a text for people'),
    },
    ofData,
  ),
];

export const service = [...functions, ...data];
