import { createHash } from 'node:crypto';
import type { Json, TemplateResource } from '../../json';
import { isRecord } from '../../values';

/** Properties as a template has them, intrinsics and all. */
export type Written = Readonly<Record<string, Json>>;

export type Resources = Record<string, TemplateResource>;

export const isObject: (value: unknown) => value is Written = isRecord;

export const object = (value: Json | undefined): Written => (isObject(value) ? value : {});

/** A list, or the one value that stands for a list of one. */
export const many = (value: Json | undefined): readonly Json[] =>
  value === undefined ? [] : Array.isArray(value) ? (value as readonly Json[]) : [value];

export const ref = (id: string): Json => ({ Ref: id });

export const sub = (text: string): Json => ({ 'Fn::Sub': text });

export const getAtt = (id: string, name: string): Json => ({ 'Fn::GetAtt': [id, name] });

/** The logical id behind `{ Ref: id }`, or undefined. */
export const referred = (value: Json | undefined): string | undefined => {
  const id = isObject(value) ? value['Ref'] : undefined;
  return typeof id === 'string' ? id : undefined;
};

/** Leaves undefined entries out, so that an absent property stays absent. */
export function present(entries: Readonly<Record<string, Json | undefined>>): Written {
  return Object.fromEntries(
    Object.entries(entries).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])),
  );
}

/** What SAM makes for a resource is there when the resource is. */
export const alike = (maker: TemplateResource): Pick<TemplateResource, 'Condition'> =>
  maker.Condition === undefined ? {} : { Condition: maker.Condition };

/** The ten letters by which SAM tells generated resources apart. */
export const hashOf = (value: Json): string =>
  createHash('sha1')
    .update(typeof value === 'string' ? value : JSON.stringify(value))
    .digest('hex')
    .slice(0, 10);

/** The invocation URI that SAM writes for a function or its alias. */
export const invocationUri = (arn: string): Json =>
  sub(`arn:\${AWS::Partition}:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${${arn}}/invocations`);
