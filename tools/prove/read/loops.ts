import type { Json, Template } from '../json';
import { asText, isList, isRecord, own } from '../values';

/** `Fn::ForEach` of AWS::LanguageExtensions, written out. */

const prefix = 'Fn::ForEach::';

/** Loops in loops multiply; a template that comes to more than CloudFormation would take is not written out. */
const most = 200_000;

/** The template with its loops written out; `unknown`: why one of them is not. */
export function expandLoops(template: Template): { readonly template: Template; readonly unknown?: string } {
  const loop = new Loops(template);
  const expanded = loop.expand(template as unknown as Json, new Map());
  const { unknown } = loop;
  if (loop.spent) return { template, ...(unknown === undefined ? {} : { unknown }) };
  return {
    template: isRecord(expanded) && isRecord(expanded['Resources']) ? (expanded as unknown as Template) : template,
    ...(unknown === undefined ? {} : { unknown }),
  };
}

class Loops {
  readonly #parameters: unknown;
  #left = most;
  unknown: string | undefined;

  get spent(): boolean {
    return this.#left < 0;
  }

  constructor(template: Template) {
    this.#parameters = template.Parameters;
  }

  expand(value: Json, variables: ReadonlyMap<string, string>): Json {
    if (--this.#left < 0) {
      this.unknown = 'its loops come to more than can be written out';
      return null;
    }
    if (typeof value === 'string') return substitute(value, variables);
    if (isList(value)) return value.map(item => this.expand(item, variables));
    if (!isRecord(value)) return value;
    const variable = variables.get(asText(value['Ref']));
    if (variable !== undefined) return variable;
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, inner]) =>
        key.startsWith(prefix)
          ? this.#loop(key, inner, variables)
          : [[substitute(key, variables), this.expand(inner, variables)] as const],
      ),
    );
  }

  #loop(key: string, loop: Json, variables: ReadonlyMap<string, string>): readonly (readonly [string, Json])[] {
    const [name, over, body] = isList(loop) ? loop : [];
    const items = this.#items(over ?? null, variables);
    if (typeof name !== 'string' || items === undefined || !isRecord(body)) {
      this.unknown = `${key} loops over what is not known before it is deployed`;
      return [];
    }
    return items.flatMap(item => {
      const written = this.expand(body, new Map([...variables, [name, item]]));
      return isRecord(written) ? Object.entries(written) : [];
    });
  }

  /** A list of texts, or a list parameter with a default. */
  #items(over: Json, variables: ReadonlyMap<string, string>): readonly string[] | undefined {
    if (isList(over)) {
      const items = over.map(item => (typeof item === 'string' ? substitute(item, variables) : undefined));
      return items.every(item => item !== undefined) ? items : undefined;
    }
    const parameter = own(over, 'Ref');
    const fallback = typeof parameter === 'string' ? own(own(this.#parameters, parameter), 'Default') : undefined;
    return typeof fallback === 'string' ? fallback.split(',').map(item => item.trim()) : undefined;
  }
}

const substitute = (text: string, variables: ReadonlyMap<string, string>): string =>
  variables.size === 0
    ? text
    : text.replaceAll(/[$&]\{([A-Za-z0-9]+)\}/g, (whole, name: string) => variables.get(name) ?? whole);
