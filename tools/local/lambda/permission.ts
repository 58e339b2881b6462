import type { World } from '../types';

/** Whether a function's resource policy lets a service of AWS invoke it for one of its resources. */
export async function serviceMayInvoke(
  world: World,
  { principal, sourceArn, functionArn }: { principal: string; sourceArn: string; functionArn: string },
): Promise<boolean> {
  for (const { stack, properties } of world.assembly.ofType('AWS::Lambda::Permission')) {
    if (properties['Principal'] !== principal) continue;
    const { FunctionName: name, SourceArn: source } = (await world.resolve(stack, properties)) as Record<
      string,
      string
    >;
    const isIt = name === functionArn || functionArn.endsWith(`:function:${name}`);
    if (isIt && (source === undefined || source === sourceArn)) return true;
  }
  return false;
}
