import { layers, type LayerName, type Profile } from '../../lib/chain';
import { Model, type StackInput } from '../prove/model';
import { profilePolicy, type Policy } from '../prove/policy';
import { prove, type PathResult, type Proof } from '../prove/proof';
import { bySeverity, type Rule, type Status } from '../prove/rule';

/** How every layer of every path stands: `GET /accounts cloudfront:Distribution>domain:Origin` → layer → status. */
type Standing = ReadonlyMap<string, ReadonlyMap<LayerName, Status>>;

/** What a change of the templates did to the proof. */
export interface Effect {
  /** Layers that are worse than before on some path, or that do not stand on a path that was not there. */
  readonly worse: readonly LayerName[];
  /** Ways to a route that are no longer there. */
  readonly gone: readonly string[];
  /** Neither: the proof says what it said. */
  readonly same: boolean;
}

export class Judge {
  readonly #policy: Policy;
  readonly #rules: readonly Rule[];
  readonly #before: Standing;
  /** Routes that need no token by decision: that nothing asks for one there is what was wanted. */
  readonly #public: ReadonlySet<string>;

  constructor(stacks: readonly StackInput[], rules: readonly Rule[], profile: Profile = 'consumer') {
    this.#policy = profilePolicy(profile);
    this.#rules = rules;
    const proof = this.proof(stacks);
    this.#before = standing(proof);
    this.#public = new Set(proof.routes.flatMap(({ route }) => (route.publicReason === undefined ? [] : [route.key])));
  }

  /** `GET /accounts cloudfront:…: watch weak`, before anything was changed. */
  get notStanding(): readonly string[] {
    return [...this.#before].flatMap(([way, found]) =>
      [...found]
        .filter(([layer, status]) => status !== 'stands' && !(layer === 'auth' && this.#decided(way)))
        .map(([layer, status]) => `${way}: ${layer} ${status}`),
    );
  }

  /** A way begins with the key of its route, a method and a path. */
  #decided(way: string): boolean {
    return this.#public.has(way.split(' ').slice(0, 2).join(' '));
  }

  proof(stacks: readonly StackInput[]): Proof {
    return prove(new Model(stacks), this.#policy, this.#rules);
  }

  effect(stacks: readonly StackInput[]): Effect {
    const after = standing(this.proof(stacks));
    const worse = new Set<LayerName>();
    for (const [way, found] of after)
      for (const [layer, status] of found)
        if (bySeverity(status, this.#before.get(way)?.get(layer) ?? 'stands') < 0) worse.add(layer);
    const gone = [...this.#before.keys()].filter(way => !after.has(way));
    const inOrder = layers.map(({ name }) => name).filter(name => worse.has(name));
    return { worse: inOrder, gone, same: worse.size === 0 && gone.length === 0 };
  }
}

/** A way that is closed has no layers, so nothing on it can be worse until it opens. */
function standing({ routes }: Proof): Standing {
  const found = new Map<string, Map<LayerName, Status>>();
  for (const { route, paths } of routes)
    for (const result of paths) {
      const way = `${route.key} ${wayOf(result)}`;
      const known = found.get(way) ?? new Map<LayerName, Status>();
      for (const { layer, status } of result.layers)
        if (bySeverity(status, known.get(layer) ?? 'stands') <= 0) known.set(layer, status);
      found.set(way, known);
    }
  return found;
}

const wayOf = ({ path }: PathResult): string =>
  path.hops.map(({ kind, where }) => `${kind}:${where.resource.logicalId}`).join('>');
