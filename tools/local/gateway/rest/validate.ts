import type { Head } from '../request';
import { RestRefusal } from './refusal';
import type { Validation } from './template-validation';

/** Request validation (developer guide, "Request validation for REST APIs"): required parameters there and not empty, the body of its model. */
export function assertValid(
  { path, query, headers, body: wanted }: Validation,
  head: Head,
  pathParameters: Readonly<Record<string, string>>,
  body: Buffer,
): void {
  const asked = new URLSearchParams(head.query);
  const lacking = [
    ...path.filter(name => !pathParameters[name]),
    ...query.filter(name => !asked.get(name)),
    ...headers.filter(name => !head.headers[name]),
  ];
  if (lacking.length > 0) throw new RestRefusal('gateway', 'parameters-missing', 'BAD_REQUEST_PARAMETERS');
  if (wanted === 'object' && !isJsonObject(body)) throw new RestRefusal('gateway', 'body-invalid', 'BAD_REQUEST_BODY');
}

function isJsonObject(body: Buffer): boolean {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
