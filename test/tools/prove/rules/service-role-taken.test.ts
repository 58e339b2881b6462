import type { Json } from '../../../../tools/prove/json';
import { serviceRoleTaken } from '../../../../tools/prove/rules/service-role-taken';
import { describeRule } from './watched';

const by = (Principal: Json): Readonly<Record<string, Json>> => ({
  'Role.AssumeRolePolicyDocument': { Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }] },
});
const property = 'Role AssumeRolePolicyDocument';

describeRule(serviceRoleTaken, [
  ['stands: Lambda may take it', {}, `stands ${property}`],
  [
    'stands: so may another service',
    by({ Service: ['lambda.amazonaws.com', 'states.amazonaws.com'] }),
    `stands ${property}`,
  ],
  ['weak: anyone may', by('*'), `weak ${property}.Statement.0`],
  [
    'weak: the whole account may',
    by({ AWS: 'arn:aws:iam::111122223333:root', Service: 'lambda.amazonaws.com' }),
    `weak ${property}.Statement.0`,
  ],
  ['weak: Lambda may not', by({ Service: 'ec2.amazonaws.com' }), `weak ${property}`],
  ['weak: nobody is named', { 'Role.AssumeRolePolicyDocument': undefined }, `weak ${property}`],
  ['unproven: it is a parameter', { 'Role.AssumeRolePolicyDocument': { Ref: 'P' } }, `unproven ${property}`],
]);
