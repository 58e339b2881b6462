import { layers, layersOf, type Ingress, type LayerName, type Profile } from '../../lib/chain';
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
  readonly #stacks: readonly StackInput[];
  readonly #profile: Profile;
  readonly #rules: readonly Rule[];
  readonly #before: Standing;
  /** The same, by the layers that alone were asked for. */
  readonly #beforeIn = new Map<string, Standing>();
  /** Routes that need no token by decision: that nothing asks for one there is what was wanted. */
  readonly #public: ReadonlySet<string>;

  constructor(stacks: readonly StackInput[], rules: readonly Rule[], profile: Profile = 'consumer') {
    this.#stacks = stacks;
    this.#profile = profile;
    this.#rules = rules;
    const proof = this.#proof(stacks, profilePolicy(profile));
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

  #proof(stacks: readonly StackInput[], policy: Policy): Proof {
    return prove(new Model(stacks), policy, this.#rules);
  }

  effect(stacks: readonly StackInput[]): Effect {
    return effect(this.#before, standing(this.#proof(stacks, profilePolicy(this.#profile))));
  }

  /** What became of some layers; the others are not asked for, before or after. */
  effectIn(only: readonly LayerName[], stacks: readonly StackInput[]): Effect {
    const of = (ingress: Ingress) =>
      layersOf(this.#profile, ingress).flatMap(({ name }) => (only.includes(name) ? name : []));
    const policy = { ...profilePolicy(this.#profile), layers: { edge: of('edge'), regional: of('regional') } };
    const key = only.join(' ');
    const before = this.#beforeIn.get(key) ?? standing(this.#proof(this.#stacks, policy));
    this.#beforeIn.set(key, before);
    return effect(before, standing(this.#proof(stacks, policy)));
  }
}

function effect(before: Standing, after: Standing): Effect {
  const worse = new Set<LayerName>();
  for (const [way, found] of after)
    for (const [layer, status] of found)
      if (bySeverity(status, before.get(way)?.get(layer) ?? 'stands') < 0) worse.add(layer);
  const gone = [...before.keys()].filter(way => !after.has(way));
  const inOrder = layers.map(({ name }) => name).filter(name => worse.has(name));
  return { worse: inOrder, gone, same: worse.size === 0 && gone.length === 0 };
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
