import type { Response } from '../../lambda/guard/response';
import { answersIn, responsesIn } from '../openapi/answers';
import type { Json } from '../openapi/operation';

/** On every answer, and so not repeated in the document. */
const always = ['content-type'];

/** Holds answers against the document: gives a check that throws where an answer is not in it, or is a fault of ours. */
export function answersOf(document: Json): (method: string, path: string, answer: Response) => void {
  const check = answersIn(document);
  return (method, path, { statusCode: status, headers, body }) => {
    if (status >= 500) throw new Error(`answers ${status}: ${body}`);
    const answer = { status, contentType: headers['content-type'], body };
    const documented = check(responsesIn(document, method, path), answer);
    const odd = Object.keys(headers).find(name => !always.includes(name) && !(name in (documented.headers ?? {})));
    if (odd !== undefined) throw new Error(`answers ${status} with the header ${odd}, which the document does not`);
  };
}
