import type { ValidateFunction } from 'ajv';
import type { Response } from '../../lambda/guard/response';
import type { Json } from '../openapi/operation';
import { validatorOf } from '../openapi/validate';

interface DocumentedAnswer {
  readonly headers?: Json;
  readonly content?: Readonly<Record<string, { readonly schema: Json }>>;
}

/** On every answer, and so not repeated in the document. */
const always = ['content-type'];

/** Holds answers against the document: gives a check that throws where an answer is not in it. */
export function answersOf(document: Json): (method: string, path: string, answer: Response) => void {
  const paths = document['paths'] as Record<
    string,
    Record<string, { readonly responses: Record<string, DocumentedAnswer> }>
  >;
  const compiled = new Map<Json, ValidateFunction>();
  const validate = (schema: Json): ValidateFunction => {
    const known = compiled.get(schema) ?? validatorOf(document, schema);
    compiled.set(schema, known);
    return known;
  };
  return (method, path, { statusCode, headers, body }) => {
    if (statusCode >= 500) throw new Error(`answers ${statusCode}: ${body}`);
    const documented = paths[path]?.[method.toLowerCase()]?.responses[statusCode];
    if (documented === undefined) throw new Error(`answers ${statusCode}, which the document does not`);
    const odd = Object.keys(headers).find(name => !always.includes(name) && !(name in (documented.headers ?? {})));
    if (odd !== undefined) throw new Error(`answers ${statusCode} with the header ${odd}, which the document does not`);
    if (documented.content === undefined) {
      if (body !== '') throw new Error(`answers ${statusCode} with a body, which the document does not`);
      return;
    }
    const media = documented.content[headers['content-type'] ?? ''];
    if (media === undefined)
      throw new Error(`answers ${statusCode} as ${headers['content-type']}, which the document does not`);
    const check = validate(media.schema);
    if (!check(JSON.parse(body))) {
      const [error] = check.errors ?? [];
      throw new Error(`answers ${statusCode} with ${body}, in which ${error?.instancePath} ${error?.message}`);
    }
  };
}
