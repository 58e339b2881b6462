import type { Json, TemplateResource } from '../../../../../tools/prove/json';
import { attribute } from '../fixtures';

/** Lets API Gateway invoke the function, from this source. */
export const permission = (sourceArn: Json): TemplateResource => ({
  Type: 'AWS::Lambda::Permission',
  Properties: {
    Action: 'lambda:InvokeFunction',
    FunctionName: attribute('Function', 'Arn'),
    Principal: 'apigateway.amazonaws.com',
    SourceArn: sourceArn,
  },
});
