import type { Json } from '../../json';

/** Properties as a template has them, intrinsics and all. */
export type Written = Readonly<Record<string, Json>>;

export const isObject = (value: Json | undefined): value is Written =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const object = (value: Json | undefined): Written => (isObject(value) ? value : {});

export const sub = (text: string): Json => ({ 'Fn::Sub': text });

export const getAtt = (id: string, name: string): Json => ({ 'Fn::GetAtt': [id, name] });

/** The logical id behind `{ Ref: id }`, or undefined. */
export const referred = (value: Json | undefined): string | undefined => {
  const ref = isObject(value) ? value['Ref'] : undefined;
  return typeof ref === 'string' ? ref : undefined;
};

/** Leaves undefined entries out, so that an absent property stays absent. */
export function present(entries: Readonly<Record<string, Json | undefined>>): Written {
  return Object.fromEntries(
    Object.entries(entries).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])),
  );
}

/** The invocation URI that SAM writes for a function. */
export const invocationUri = (functionId: string): Json =>
  sub(
    `arn:\${AWS::Partition}:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${${functionId}.Arn}/invocations`,
  );
