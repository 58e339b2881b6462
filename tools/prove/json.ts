export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, Json>>;
  readonly Condition?: string;
  readonly DependsOn?: Json;
  readonly Metadata?: Readonly<Record<string, Json>>;
}

/** A CloudFormation template after its short forms were written out (`!Ref x` → `{ Ref: x }`). */
export interface Template {
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Parameters?: Readonly<Record<string, { readonly Type?: string; readonly Default?: Json }>>;
  readonly Conditions?: Readonly<Record<string, Json>>;
  readonly Mappings?: Readonly<Record<string, Json>>;
  readonly Outputs?: Readonly<
    Record<string, { readonly Value?: Json; readonly Condition?: string; readonly Export?: { readonly Name?: Json } }>
  >;
  readonly Transform?: Json;
}
