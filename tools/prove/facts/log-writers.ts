import { text } from '../graph/lookups';
import { mentions } from '../marks';
import type { Model, Resource } from '../model';
import { logGroupsOf } from './function-logs';
import { oncePer } from './once-per';

/** Types that are told of the log group they write into. */
const writers = [
  'AWS::ApiGateway::Stage',
  'AWS::ApiGatewayV2::Stage',
  'AWS::CloudTrail::Trail',
  'AWS::EC2::FlowLog',
  'AWS::ECS::TaskDefinition',
  'AWS::Events::Rule',
  'AWS::KinesisFirehose::DeliveryStream',
  'AWS::Logs::DeliveryDestination',
  'AWS::Pipes::Pipe',
  'AWS::StepFunctions::StateMachine',
  'AWS::WAFv2::LoggingConfiguration',
];

const written = oncePer(
  (model: Model): ReadonlySet<Resource> =>
    new Set([
      ...model.ofType(...writers).flatMap(writer => mentions(model, model.properties(writer))),
      ...model.ofType('AWS::Lambda::Function').flatMap(fn => logGroupsOf(model, fn)),
    ]),
);

/** Whether the templates say what writes into a log group. A name of AWS's own says it as well. */
export const isWritten = (model: Model, group: Resource): boolean =>
  written(model).has(group) ||
  /^\/(?:aws\/(?!vendedlogs\/)|ecs\/)/.test(text(model.properties(group)['LogGroupName']) ?? '');
