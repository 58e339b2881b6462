import { guardOf, guardSettings } from '../facts/guard';
import { guardChecks } from '../facts/guard-checks';
import { unknownIn } from '../marks';
import { stands, unproven, weak, type Rule } from '../rule';

/** Our guard is set up for the very API that stands before it. Says nothing about functions without it. */
export const serviceGuardSettings: Rule = {
  id: 'service/guard-settings',
  layer: 'service',
  reason:
    'The guard trusts what its environment names. Where that is another issuer or another CA than the gateway asks for, one of the two lets in whom the other would refuse.',
  fix: "Give the function the authorizer's issuer and audience, the resource server of the route's scopes, the authorities in the domain's truststore, the identity in the edge's certificate, the profile and the ingress of the way to it, the origin that clients call where it checks proofs, and a body limit no wider than the web ACL's.",
  check(path, context) {
    const fn = path.route.integration.function;
    const guard = guardOf(context.model, fn);
    if (fn === undefined || guard === undefined) return [];
    const found = guardSettings(guard).flatMap(name => {
      const where = { resource: fn, property: `Environment.Variables.${name}` };
      const value = guard[name];
      if (value === undefined || value === '') return [weak(where, 'is not set')];
      const reason = unknownIn(value);
      return reason === undefined ? guardChecks[name](where, value, path, context) : [unproven(where, reason)];
    });
    return found.length > 0
      ? found
      : [stands({ resource: fn, property: 'Environment.Variables' }, 'agree with the API')];
  },
};
