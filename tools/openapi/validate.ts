import addFormats from 'ajv-formats';
import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import type { Json } from './operation';

const ajv = addFormats(new Ajv2020({ strict: true, strictRequired: false }));

/** Compiles a schema of a document, with the components it refers to. Throws where it is no JSON Schema (2020-12). */
export const validatorOf = (document: Json, schema: unknown): ValidateFunction =>
  ajv.compile(referringTo(componentsOf(document), schema));

const known = new WeakMap<Json, string>();
let documents = 0;

/** What the components of a document go by: each is compiled once, however many schemas refer to it. */
function componentsOf(document: Json): string {
  const before = known.get(document);
  if (before !== undefined) return before;
  const id = `document-${(documents += 1)}`;
  const { schemas } = document['components'] as { readonly schemas: Json };
  ajv.addSchema({ $defs: referringTo(id, schemas) }, id);
  known.set(document, id);
  return id;
}

const referringTo = (id: string, schema: unknown): Json =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/components/schemas/', `"${id}#/$defs/`)) as Json;
