import type { Json } from '../json';
import { splitOutsideMarks } from '../marks';
import { isObject } from '../model';
import { many, type Statement } from './policy-document';
import { asText } from '../values';

/** Whether a statement lets somebody do anything, or something to everything. */

/** Actions that IAM knows no resource for, so that `*` is all one can write. */
const withoutResources = [
  'acm:listcertificates',
  'autoscaling:describe*',
  'cloudwatch:describealarms',
  'cloudwatch:getmetricdata',
  'cloudwatch:getmetricstatistics',
  'cloudwatch:listmetrics',
  'cognito-idp:listuserpools',
  'comprehend:detect*',
  'dynamodb:liststreams',
  'dynamodb:listtables',
  'ec2:assignprivateipaddresses',
  'ec2:createnetworkinterface',
  'ec2:deletenetworkinterface',
  'ec2:describe*',
  'ec2:unassignprivateipaddresses',
  'ecr:getauthorizationtoken',
  'kinesis:liststreams',
  'kms:generaterandom',
  'kms:listaliases',
  'lambda:listfunctions',
  'polly:synthesizespeech',
  's3:listallmybuckets',
  'secretsmanager:getrandompassword',
  'secretsmanager:listsecrets',
  'sns:listtopics',
  'ssm:describeparameters',
  'sts:getcalleridentity',
  'tag:getresources',
  'textract:analyze*',
  'textract:detect*',
  'translate:translatetext',
  'xray:getsampling*',
  'xray:put*',
];

/** Writing one's own log: what AWSLambdaBasicExecutionRole gives to every function. */
const appendingToLogs = ['logs:createloggroup', 'logs:createlogstream', 'logs:putlogevents'];

const harmless = [...withoutResources, ...appendingToLogs];

/** What is wrong with an Allow statement, or undefined. */
export function wildcardIn(statement: Statement): string | undefined {
  if (statement['NotAction'] !== undefined) return 'everything but a few actions (NotAction)';
  const actions = many(statement['Action']).map(asText);
  const narrowed = narrowing(statement['Condition']);
  if (actions.some(action => /^\*+(?::\*+)?$/.test(action))) return 'every action (*)';
  const whole = actions.find(action => /:\*+$/.test(action));
  if (whole !== undefined && !narrowed) return `every action of a service (${whole})`;
  if (narrowed) return undefined;
  if (statement['NotResource'] !== undefined) return 'everything but a few resources (NotResource)';
  const wide = many(statement['Resource']).find(resource => coversAll(resource));
  const action = wide === undefined ? undefined : actions.find(name => !isHarmless(name));
  return action === undefined ? undefined : `${action} on every resource (${asText(wide)})`;
}

function isHarmless(action: string): boolean {
  const name = action.toLowerCase();
  return harmless.some(known => (known.endsWith('*') ? name.startsWith(known.slice(0, -1)) : name === known));
}

/** `*`, or an ARN whose name is `*`: every table, every key, every bucket. A prefix such as `app-*` is a name. */
export function coversAll(resource: Json): boolean {
  if (typeof resource !== 'string' || !resource.includes('*')) return false;
  if (/^\*+$/.test(resource)) return true;
  const [prefix, , service, , , ...rest] = splitOutsideMarks(resource, ':');
  if (prefix !== 'arn' || rest.length === 0) return false;
  const name = rest.join(':');
  // These ARNs begin with the name itself; in the others a type comes first.
  if (['execute-api', 's3', 'sns', 'sqs'].includes(service ?? '')) return name.startsWith('*');
  return /^(?:[\w-]+[:/])?\*/.test(name);
}

/** Conditions that say how one asks, and nothing about what for. */
const saysHow = new Set(['aws:securetransport', 'aws:multifactorauthpresent', 'aws:viaawsservice', 's3:tlsversion']);

/** Whether a condition leaves only something in particular. */
function narrowing(condition: Json | undefined): boolean {
  if (!isObject(condition)) return false;
  return Object.entries(condition).some(
    ([operator, keys]) =>
      /^(?:For(?:AnyValue|AllValues):)?(?:Arn|String)(?:Equals|Like|EqualsIgnoreCase)$/.test(operator) &&
      isObject(keys) &&
      Object.entries(keys).some(
        ([key, values]) =>
          !saysHow.has(key.toLowerCase()) &&
          many(values).length > 0 &&
          many(values).every(value => !/^\**$/.test(asText(value))),
      ),
  );
}

/** AWS's own policies that give a whole service or account away. Those for execution roles are meant for functions. */
export function managedWildcard(name: string): string | undefined {
  if (/^(?:AdministratorAccess|PowerUserAccess|IAMFullAccess|ReadOnlyAccess|ViewOnlyAccess|job-function\/)/.test(name))
    return name;
  return /Full_?Access|ReadOnly_?Access|Administrator|PowerUser/.test(name) ? name : undefined;
}

/** AWS's own policies for functions: logs, traces, network interfaces, and the queue or stream that invokes them. */
export const forFunctions =
  /^(?:service-role\/AWSLambda\w*|AWSXRayDaemonWriteAccess|AWSXrayWriteOnlyAccess|CloudWatchLambda\w+|AWSLambdaInvocation-DynamoDB)$/;
