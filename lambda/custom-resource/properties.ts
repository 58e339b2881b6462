/** CloudFormation hands over every property as text or lists of text. */
export type Properties = Readonly<Record<string, unknown>>;

class PropertyError extends Error {
  override readonly name = 'PropertyError';

  constructor(property: string, got: unknown, takes: string) {
    super(`${property}: got ${got === undefined ? 'nothing' : JSON.stringify(got)}, takes ${takes}`);
  }
}

export function text(properties: Properties, name: string): string {
  const value = properties[name];
  if (typeof value !== 'string' || value === '') throw new PropertyError(name, value, 'text');
  return value;
}

function list(properties: Properties, name: string): readonly string[] {
  const value = properties[name];
  if (!Array.isArray(value) || value.length === 0 || !value.every(item => typeof item === 'string' && item !== ''))
    throw new PropertyError(name, value, 'a list of one text or more');
  return value;
}

/** Empty where there is no such property; CloudFormation drops empty lists on the way. */
export const optionalList = (properties: Properties, name: string): readonly string[] =>
  properties[name] === undefined ? [] : list(properties, name);

export function integer(properties: Properties, name: string, min: number, max: number): number {
  const value = properties[name];
  const number = Number(value);
  if (!/^\d+$/.test(String(value)) || number < min || number > max)
    throw new PropertyError(name, value, `a whole number from ${min} to ${max}`);
  return number;
}
