import { createHash } from 'node:crypto';
import type { DecidedPath, DecidedRoute, Decision, Found } from '../decide';
import { whole } from '../decide';
import type { Where } from '../graph/types';
import { lineOf, shortFile, type Location } from '../lines';
import type { Policy } from '../policy';
import type { Rule } from '../rule';
import { absence, notices, type Notice } from './notices';
import { clean, layerOrder, severities, throughOf } from './words';
import type { Finding, Occurrence, Severity } from './types';

type Draft = { -readonly [K in keyof Omit<Finding, 'on' | 'through'>]: Finding[K] } & {
  readonly on: Map<string, Occurrence>;
  readonly through: Set<string>;
};

/** Collects what is not as it should be, each thing once with every route it is found on. */
export class Findings {
  readonly #drafts = new Map<string, Draft>();
  readonly #rules: ReadonlyMap<string, Pick<Rule, 'reason' | 'fix'>>;
  readonly #locate: (where: Where) => Location;
  /** Two findings of one rule about one property of one route: told apart by their order. */
  readonly #prints = new Map<string, number>();

  constructor(rules: readonly Rule[], locate: (where: Where) => Location) {
    this.#rules = new Map(rules.map(rule => [rule.id, rule]));
    this.#locate = locate;
  }

  /** What stands open on one path of a route. */
  path(route: DecidedRoute, { path, layers }: DecidedPath): void {
    for (const layer of layers) {
      // Whatever else a route that is public by decision lacks.
      if (layer.layer === 'auth' && route.route.publicReason !== undefined) continue;
      for (const found of whole(layer, path.hops[0]?.where ?? path.route.where)) {
        if (found.status === 'stands') continue;
        const rule = this.#rules.get(found.rule) ?? absence(layer.layer);
        const draft = this.#draft(found, { ...rule, id: found.rule });
        draft.layer = layer.layer;
        this.#occurs(draft, found.where, route);
        draft.through.add(throughOf(path.hops));
      }
    }
  }

  /** A route that nothing can be said about, with all others that share the reason. */
  route(route: DecidedRoute, notice: Notice, says: string): void {
    const { where } = route.route;
    const draft = this.#draft({ status: 'unproven', where, says }, notice, [notice.id, says].join('\n'));
    this.#occurs(draft, where, route);
  }

  /** Entry points that are not followed, waivers that have to go, and templates without any route. */
  about({ routes, notModelled, waivers }: Decision, { source, waivers: written }: Policy): void {
    for (const { where, what, reached, waiver } of notModelled)
      if (reached) {
        const says = `${what}: not followed`;
        const found = { status: 'unproven', where, says, ...(waiver === undefined ? {} : { waiver }) } as const;
        this.#occurs(this.#draft(found, notices.notModelled), where);
      }
    for (const { waiver, state } of waivers) {
      if (state === 'used') continue;
      const line = source === undefined ? undefined : lineOf(source, ['waivers', String(written.indexOf(waiver))]);
      const at = {
        ...(source === undefined ? {} : { file: shortFile(source.file) }),
        ...(line === undefined ? {} : { line }),
      };
      const says =
        state === 'expired'
          ? `waiver ${waiver.id} for ${waiver.rule} expired after ${waiver.expires}`
          : `waiver ${waiver.id} for ${waiver.rule} matches no finding${waiver.route === undefined ? '' : ` on ${waiver.route}`}`;
      this.#bare(says, 'weak', at, notices[state]);
    }
    if (routes.length === 0 && notModelled.length === 0)
      this.#bare('there is no route from the internet in these templates', 'unproven', {}, notices.none);
  }

  /** All of them, most serious first; those with a waiver apart. */
  sorted(): { readonly open: readonly Finding[]; readonly waived: readonly Finding[] } {
    const all = [...this.#drafts.values()]
      .map((draft): Finding => ({ ...draft, through: [...draft.through], on: [...draft.on.values()] }))
      .sort(bySeriousness);
    return {
      open: all.filter(({ waiver }) => waiver === undefined),
      waived: all.filter(({ waiver }) => waiver !== undefined),
    };
  }

  #bare(says: string, status: Severity, at: Location, { id, reason, fix }: Notice): void {
    const print = this.#print([id, says]);
    const on = new Map([[print, { route: '', api: '', fingerprint: print }]]);
    this.#drafts.set(print, { rule: id, status, says: clean(says), reason, fix, at, through: new Set(), on });
  }

  #draft(
    found: Pick<Found, 'where' | 'status' | 'says' | 'waiver'>,
    { id, reason, fix }: Notice,
    same?: string,
  ): Draft {
    const { where, status, says, waiver } = found;
    const key = same ?? [id, status, where.resource.key, where.property, says, waiver?.id].join('\n');
    let draft = this.#drafts.get(key);
    if (draft !== undefined) return draft;
    draft = {
      rule: id,
      status: status === 'stands' ? 'unproven' : status,
      says: clean(says),
      reason,
      fix,
      at: this.#locate(where),
      through: new Set(),
      on: new Map(),
      ...(waiver === undefined ? {} : { waiver: { id: waiver.id, reason: waiver.reason, expires: waiver.expires } }),
    };
    this.#drafts.set(key, draft);
    return draft;
  }

  #occurs(draft: Draft, { resource, property = '' }: Where, on?: DecidedRoute): void {
    const [api, route] = [on?.api ?? '', on?.route.key ?? ''];
    const place = [api, route, on?.route.where.resource.key].join('\n');
    if (draft.on.has(place)) return;
    // Positions in a list shift when something unrelated is added before them.
    const steady = property.replaceAll(/\.\d+(?=\.|$)/g, '.*');
    const fingerprint = this.#print([draft.rule, api, route, resource.key, steady]);
    draft.on.set(place, { route: clean(route), api: clean(api), fingerprint });
  }

  #print(parts: readonly string[]): string {
    const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 20);
    const before = this.#prints.get(hash) ?? 0;
    this.#prints.set(hash, before + 1);
    return `${hash}:${before + 1}`;
  }
}

function bySeriousness(one: Finding, other: Finding): number {
  return (
    severities.indexOf(one.status) - severities.indexOf(other.status) ||
    other.on.length - one.on.length ||
    order(one) - order(other) ||
    one.rule.localeCompare(other.rule, 'en')
  );
}

const order = ({ layer }: Finding): number => (layer === undefined ? layerOrder.length : layerOrder.indexOf(layer));
