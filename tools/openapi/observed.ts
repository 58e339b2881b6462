import { answersIn, responsesIn, type GivenAnswer, type Responses } from './answers';
import type { Json } from './operation';

/** What a running chain answered, held against the document of its API. */
export interface Observed {
  /** @param path As it was sent, with its query. */
  see(method: string, path: string, answer: GivenAnswer): void;
  /** What the document does not have, in a sentence each. */
  faults(): readonly string[];
  /** How many of the answers in the document were seen, by route and status, and how many there are. */
  counts(): { readonly seen: number; readonly documented: number };
}

export function observed(document: Json): Observed {
  const check = answersIn(document);
  const routes = Object.entries(document['paths'] as Record<string, Json>).flatMap(([path, item]) =>
    Object.keys(item).map(name => {
      const method = name.toUpperCase();
      return { method, path, matches: patternOf(path), responses: responsesIn(document, method, path) ?? {} };
    }),
  );
  const { responses: elsewhere } = document['components'] as { readonly responses: Responses };
  const faults = new Map<string, string>();
  const seen = new Set<string>();
  return {
    see(method, path, answer) {
      const [asked = ''] = path.split('?');
      const route = routes.find(one => one.method === method && one.matches.test(asked));
      const name = `${method} ${route?.path ?? asked}`;
      try {
        check(route?.responses ?? elsewhere, answer);
        if (route !== undefined) seen.add(`${name} ${answer.status}`);
      } catch (error) {
        // One sentence for all that is wrong in the same way.
        const way = `${route === undefined ? 'elsewhere' : name} ${answer.status} ${answer.contentType}`;
        if (!faults.has(way)) faults.set(way, `${name} ${error instanceof Error ? error.message : String(error)}`);
      }
    },
    faults: () => [...faults.values()],
    counts: () => ({
      seen: seen.size,
      documented: routes.reduce((sum, { responses }) => sum + Object.keys(responses).length, 0),
    }),
  };
}

const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replaceAll('.', String.raw`\.`).replaceAll(/\{[^}]+\}/g, '[^/]+')}$`);
