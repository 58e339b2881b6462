import { serviceBehindRoute } from '../../../../tools/prove/rules/service-behind-route';
import { describeRule } from './watched';

const integration = 'Integration IntegrationUri';

describeRule(serviceBehindRoute, [
  ['stands: a function of the templates answers', {}, `stands ${integration}`],
  ['stands: API Gateway answers by itself', { 'Integration.IntegrationType': 'MOCK' }, `stands ${integration}`],
  ['missing: nothing stands behind the route', { 'Route.Target': undefined }, 'missing Route'],
  [
    'unproven: a function that is in none of the templates',
    { 'Integration.IntegrationUri': 'arn:aws:lambda:us-east-1:111122223333:function:other' },
    `unproven ${integration}`,
  ],
  [
    'unproven: another server answers',
    { 'Integration.IntegrationType': 'HTTP_PROXY', 'Integration.IntegrationUri': 'https://other.example.com' },
    `unproven ${integration}`,
  ],
  [
    'unproven: an AWS service answers',
    { 'Integration.IntegrationUri': undefined, 'Integration.IntegrationSubtype': 'SQS-SendMessage' },
    `unproven ${integration}`,
  ],
  ['unproven: the function is a parameter', { 'Integration.IntegrationUri': { Ref: 'P' } }, `unproven ${integration}`],
]);
