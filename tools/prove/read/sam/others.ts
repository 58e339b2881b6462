import type { TemplateResource } from '../../json';
import { bodyOf, methodOf, type ApiBody } from './operations';
import { object, present, referred, sub } from './written';

/** SAM's other types, as the CloudFormation that this proof reads. Undefined: nothing here knows what it becomes. */
export function expandOther(id: string, resource: TemplateResource): Record<string, TemplateResource> | undefined {
  const properties = resource.Properties ?? {};
  const as = (Type: string, own = properties): Record<string, TemplateResource> => ({
    [id]: { ...resource, Type, Properties: own },
  });
  switch (resource.Type) {
    case 'AWS::Serverless::SimpleTable':
      return as('AWS::DynamoDB::Table');
    case 'AWS::Serverless::Application':
      return as('AWS::CloudFormation::Stack', present({ ...properties, TemplateURL: properties['Location'] }));
    case 'AWS::Serverless::StateMachine':
      return as('AWS::StepFunctions::StateMachine');
    case 'AWS::Serverless::LayerVersion':
      return as('AWS::Lambda::LayerVersion');
    case 'AWS::Serverless::GraphQLApi':
      return as('AWS::AppSync::GraphQLApi');
    case 'AWS::Serverless::WebSocketApi':
      return as('AWS::ApiGatewayV2::Api', { ...properties, ProtocolType: 'WEBSOCKET' });
    // Gives resources rights on each other; none of them is a way in.
    case 'AWS::Serverless::Connector':
      return {};
    default:
      return undefined;
  }
}

/** A state machine may be started by an API: a route that ends in no function. */
export function stateMachineEvents(id: string, resource: TemplateResource, bodies: Map<string, ApiBody>): void {
  for (const [name, written] of Object.entries(object(resource.Properties?.['Events']))) {
    const properties = object(object(written)['Properties']);
    if (object(written)['Type'] !== 'Api' || typeof properties['Path'] !== 'string') continue;
    const named = properties['RestApiId'];
    const api = named === undefined ? 'ServerlessRestApi' : referred(named);
    if (api === undefined) continue;
    bodyOf(bodies, api, 'rest').operations.push({
      path: properties['Path'],
      method: methodOf(properties['Method']),
      auth: object(properties['Auth']),
      integration: {
        type: 'aws',
        uri: sub('arn:${AWS::Partition}:apigateway:${AWS::Region}:states:action/StartExecution'),
      },
      event: { of: id, name },
      ...(resource.Condition === undefined ? {} : { condition: resource.Condition }),
    });
  }
}
