import { answersIn, responsesIn, type GivenAnswer } from '../../../../tools/openapi/answers';
import type { Json } from '../../../../tools/openapi/operation';

/** One answer that a document promises: of a route, with a status, and in whose words. */
export interface Promised {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** A problem's code; `served`; or whose words they are that stand in front: `message`, `problem`, `page`. */
  readonly what: string;
}

/** Brings an answer about, and gives it as a client gets it. */
export type Recipe = (of: Promised) => Promise<GivenAnswer>;

/** By {@link keyOf}. */
export type Recipes = Readonly<Record<string, Recipe>>;

/** A code means one thing wherever it is said; words in front mean another thing with each status. */
export const keyOf = ({ status, what }: Pick<Promised, 'status' | 'what'>): string =>
  ['message', 'problem', 'page'].includes(what) ? `${status} ${what}` : what;

/** Every answer that a document promises, each once. */
export const promisedIn = (document: Json): readonly Promised[] =>
  Object.entries(document['paths'] as Record<string, Json>).flatMap(([path, item]) =>
    Object.keys(item).flatMap(name => {
      const method = name.toUpperCase();
      return Object.entries(responsesIn(document, method, path) ?? {}).flatMap(([status, { content = {} }]) => {
        const said = Object.entries(content).flatMap(([type, { schema }]) => saidIn(Number(status), type, schema));
        return (said.length === 0 ? ['served'] : said).map(what => ({ method, path, status: Number(status), what }));
      });
    }),
  );

function saidIn(status: number, type: string, schema: Json): readonly string[] {
  if (type === 'text/html') return ['page'];
  if (type === 'application/problem+json')
    return (schema as { readonly properties: { readonly code: { readonly enum: readonly string[] } } }).properties.code
      .enum;
  if (status < 400) return ['served'];
  const all = (schema['anyOf'] ?? [schema]) as readonly { readonly $ref: string }[];
  return all.map(({ $ref }) => $ref.replace('#/components/schemas/', '').toLowerCase());
}

/** What a promise would be of this answer. */
function saidBy({ status, contentType, body }: GivenAnswer): string {
  if (contentType === 'text/html') return 'page';
  if (status < 400) return 'served';
  const { code, message } = JSON.parse(body) as { readonly code?: string; readonly message?: string };
  if (contentType === 'application/problem+json') return code ?? '';
  return message === undefined ? 'problem' : 'message';
}

/** The promises of a document that no recipe keeps, and the recipes that it does not need, in a sentence each. */
export async function unkept(document: Json, recipes: Recipes): Promise<readonly string[]> {
  const check = answersIn(document);
  const faultOf = async (promised: Promised): Promise<string | undefined> => {
    const recipe = recipes[keyOf(promised)];
    if (recipe === undefined) return 'nothing here brings it about';
    try {
      const answer = await recipe(promised);
      check(responsesIn(document, promised.method, promised.path), answer);
      const said = `${answer.status} ${saidBy(answer)}`;
      return said === `${promised.status} ${promised.what}`
        ? undefined
        : `what is to bring it about is answered ${said}`;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };
  const all = promisedIn(document);
  // Routes side by side, since some of their answers take a second of waiting; the answers of one in turn.
  const routes = grouped(all);
  const faults = await Promise.all(
    [...routes].map(async ([route, promises]) => {
      const found: string[] = [];
      for (const promised of promises) {
        const fault = await faultOf(promised);
        if (fault !== undefined) found.push(`${route}: ${promised.status} ${promised.what}: ${fault}`);
      }
      return found;
    }),
  );
  const needed = new Set(all.map(keyOf));
  const spare = Object.keys(recipes).filter(key => !needed.has(key));
  return [...faults.flat(), ...spare.map(key => `${key}: is promised nowhere`)];
}

function grouped(all: readonly Promised[]): ReadonlyMap<string, readonly Promised[]> {
  const routes = new Map<string, Promised[]>();
  for (const promised of all) {
    const route = `${promised.method} ${promised.path}`;
    routes.set(route, [...(routes.get(route) ?? []), promised]);
  }
  return routes;
}
