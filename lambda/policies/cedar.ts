import { setFlagsFromString } from 'node:v8';
import { preparsePolicySet, statefulIsAuthorized, type EntityJson } from '@cedar-policy/cedar-wasm/nodejs';
import { namespace, readPolicies } from './index';

// V8 of Node 20 inlines calls of WebAssembly into optimized code, and ends the whole process ("unreachable code") when it has to give
// that code up during a call that returns an object, as every decision is. Rare, but a busy function gets there. Node 24 does not.
setFlagsFromString('--no-turbo-inline-js-wasm-calls');

type Value = string | number | boolean | readonly string[];

/** A principal or a resource. */
export interface Entity {
  readonly type: string;
  readonly id: string;
  readonly attributes: Readonly<Record<string, Value>>;
}

export interface Question {
  readonly principal: Entity;
  /** The action of the route, and the group it is in: the route's scope. */
  readonly action: string;
  readonly group: string;
  readonly resource: Entity;
  readonly context: Readonly<Record<string, Value>>;
}

interface Decision {
  readonly allowed: boolean;
  /** The policies that decided; none where nothing permits. */
  readonly policies: readonly string[];
}

/** Decides one question, default deny. Throws when a policy could not be evaluated. */
export type Authorizer = (question: Question) => Decision;

// V8 of Node 20 ends the process ("unreachable code" in its deoptimizer) when it has to undo an inlined call into WebAssembly, which
// a busy function comes to after some thousand decisions. Not inlined, a decision takes no longer.
if (process.versions.node.startsWith('20.')) setFlagsFromString('--no-turbo-inline-js-wasm-calls');

let sets = 0;

/**
 * Parses the policies once and keeps them in the WebAssembly module. Throws when one does not parse, or when the module decides
 * wrongly what cannot be in doubt: the function then does not start.
 */
export function cedar(policies: Readonly<Record<string, string>> = readPolicies()): Authorizer {
  const preparsedPolicySetId = `policies-${(sets += 1)}`;
  const parsed = preparsePolicySet(preparsedPolicySetId, { staticPolicies: policies });
  if (parsed.type === 'failure')
    throw new Error(`policies: they do not parse: ${parsed.errors.map(({ message }) => message).join('; ')}`);

  const authorizer: Authorizer = ({ principal, action, group, resource, context }) => {
    const actionUid = uid('Action', action);
    const answer = statefulIsAuthorized({
      preparsedPolicySetId,
      principal: uid(principal.type, principal.id),
      action: actionUid,
      resource: uid(resource.type, resource.id),
      context: context as Record<string, never>,
      entities: [entity(principal), entity(resource), { uid: actionUid, attrs: {}, parents: [uid('Action', group)] }],
    });
    if (answer.type === 'failure')
      throw new Error(`policies: ${answer.errors.map(({ message }) => message).join('; ')}`);
    const { decision, diagnostics } = answer.response;
    // Cedar leaves a policy out that it cannot evaluate. Left out, a forbid would be a rule that nobody misses.
    const [failed] = diagnostics.errors;
    if (failed !== undefined) throw new Error(`policies: ${failed.policyId}: ${failed.error.message}`);
    return { allowed: decision === 'allow', policies: diagnostics.reason };
  };
  if (authorizer(nobodys).allowed) throw new Error('policies: they let nobody do anything to nothing');
  return authorizer;
}

/** A question that no policy may permit. Asking it also takes the first decision, which is the slow one, out of the first call. */
const nobodys: Question = {
  principal: { type: 'Nobody', id: '', attributes: {} },
  action: 'nothing',
  group: 'nowhere',
  resource: { type: 'Nothing', id: '', attributes: {} },
  context: { profile: 'consumer', scope: '', secondFactor: false, door: 'api' },
};

const uid = (type: string, id: string) => ({ type: `${namespace}::${type}`, id });

const entity = ({ type, id, attributes }: Entity): EntityJson => ({
  uid: uid(type, id),
  attrs: attributes as EntityJson['attrs'],
  parents: [],
});
