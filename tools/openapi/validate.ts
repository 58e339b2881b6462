import addFormats from 'ajv-formats';
import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import type { Json } from './operation';

const ajv = addFormats(new Ajv2020({ strict: true, strictRequired: false }));

/** Compiles a schema of a document, with the components it refers to. Throws where it is no JSON Schema (2020-12). */
export function validatorOf(document: Json, schema: unknown): ValidateFunction {
  const { schemas } = document['components'] as { readonly schemas: Json };
  const whole = JSON.stringify({ ...(schema as Json), $defs: schemas });
  return ajv.compile(JSON.parse(whole.replaceAll('"#/components/schemas/', '"#/$defs/')) as Json);
}
