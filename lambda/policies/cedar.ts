import { setFlagsFromString } from 'node:v8';
import { preparsePolicySet, statefulIsAuthorized, type EntityJson } from '@cedar-policy/cedar-wasm/nodejs';
import { namespace, readPolicies } from './index';

type Value = string | number | boolean | readonly string[];

interface Entity {
  readonly type: string;
  readonly id: string;
}

export interface Question {
  readonly principal: Entity & { readonly attributes?: Readonly<Record<string, Value>> };
  /** The action of the route. */
  readonly action: string;
  /** With the id of who has it, who is of the principal's type. */
  readonly resource: Entity & { readonly owner: string };
  readonly context: Readonly<Record<string, Value>>;
}

interface Decision {
  readonly allowed: boolean;
  /** The policies that decided; none where nothing permits. */
  readonly policies: readonly string[];
}

/** Decides one question, default deny. Throws when a policy could not be evaluated. */
export type Authorizer = (question: Question) => Decision;

// V8 before Node 24's ends the process ("unreachable code" in its deoptimizer) when it has to undo an inlined call into WebAssembly, which
// a busy function comes to after some thousand decisions. Not inlined, a decision takes no longer.
if (Number.parseInt(process.versions.node) < 24) setFlagsFromString('--no-turbo-inline-js-wasm-calls');

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

  const authorizer: Authorizer = ({ principal, action, resource, context }) => {
    const [caller, thing] = [uid(principal), uid(resource)];
    const owner = uid({ type: principal.type, id: resource.owner });
    const entities: EntityJson[] = [{ uid: thing, attrs: {}, parents: [owner] }];
    // Who has nothing to be asked about need not be described, and each description costs a tenth of the decision.
    if (principal.attributes !== undefined)
      entities.push({ uid: caller, attrs: principal.attributes as EntityJson['attrs'], parents: [] });
    const answer = statefulIsAuthorized({
      preparsedPolicySetId,
      principal: caller,
      action: uid({ type: 'Action', id: action }),
      resource: thing,
      context: context as Record<string, never>,
      entities,
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
  principal: { type: 'Nobody', id: 'nobody' },
  action: 'nothing',
  resource: { type: 'Nothing', id: '', owner: '' },
  context: { profile: 'consumer' },
};

const uid = ({ type, id }: Entity) => ({ type: `${namespace}::${type}`, id });
