import type { ValidateFunction } from 'ajv';
import type { Json } from './operation';
import { validatorOf } from './validate';

export interface DocumentedAnswer {
  readonly headers?: Json;
  readonly content?: Readonly<Record<string, { readonly schema: Json }>>;
}

export interface GivenAnswer {
  readonly status: number;
  /** Absent where there is no body. */
  readonly contentType: string | undefined;
  readonly body: string;
}

export type Responses = Readonly<Record<string, DocumentedAnswer>>;

/** Gives a check that throws where an answer is none of those that are documented: its status, type and body. */
export function answersIn(document: Json): (responses: Responses | undefined, answer: GivenAnswer) => DocumentedAnswer {
  const compiled = new Map<Json, ValidateFunction>();
  const validate = (schema: Json): ValidateFunction => {
    const known = compiled.get(schema) ?? validatorOf(document, schema);
    compiled.set(schema, known);
    return known;
  };
  return (responses, { status, contentType, body }) => {
    const documented = responses?.[status];
    if (documented === undefined)
      throw new Error(`answers ${status}, which the document does not: ${body.slice(0, 200)}`);
    if (documented.content === undefined) {
      if (body !== '') throw new Error(`answers ${status} with a body, which the document does not`);
      return documented;
    }
    const media = documented.content[contentType ?? ''];
    if (media === undefined) throw new Error(`answers ${status} as ${contentType}, which the document does not`);
    const check = validate(media.schema);
    if (!check(contentType?.endsWith('json') ? JSON.parse(body) : body)) {
      const [error] = check.errors ?? [];
      throw new Error(`answers ${status} with ${body}, in which ${error?.instancePath} ${error?.message}`);
    }
    return documented;
  };
}

/** The answers in a document by method and path. */
export const responsesIn = (document: Json, method: string, path: string): Responses | undefined =>
  (document['paths'] as Record<string, Record<string, { readonly responses: Responses }>>)[path]?.[method.toLowerCase()]
    ?.responses;
