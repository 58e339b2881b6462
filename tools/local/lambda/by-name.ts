import { AwsError } from '../standins/http';
import type { World } from '../types';

/** Invokes a function of the templates by its Region and name, as the Lambda API does. */
export async function invokeByName(world: World, region: string, name: string, event: unknown): Promise<unknown> {
  const functions = world.assembly.ofType('AWS::Lambda::Function').filter(({ stack }) => stack.region === region);
  for (const resource of functions) {
    const { ref, attributes } = await world.live(resource);
    // By ARN, because a table may have the same name.
    if (ref === name) return world.lambda.invoke(String(attributes['Arn']), event);
  }
  throw new AwsError('ResourceNotFoundException', `Function not found: ${name} in ${region}`, 404);
}
