import type { Json } from '../json';
import { functionOf } from '../graph/lookups';
import type { Path } from '../graph/types';
import { mentions, unknownIn } from '../marks';
import type { Resource } from '../model';
import { stands, unproven, weak, type Context, type Rule, type Verdict } from '../rule';

/** The function can be invoked by this API's routes and by nobody that the template does not name. */
export const gatewayInvocation: Rule = {
  id: 'gateway/invocation',
  layer: 'gateway',
  reason:
    'A permission without SourceArn lets any API Gateway of any account invoke the function (confused deputy), past every layer before it.',
  fix: 'Set SourceArn on each AWS::Lambda::Permission to the API and route that may invoke the function; never Principal *.',
  check(path, context) {
    const fn = path.route.integration.function;
    if (fn === undefined) {
      const { kind, where, reason } = path.route.integration;
      return kind === 'unknown' ? [unproven(where, reason ?? 'what stands behind the route cannot be resolved')] : [];
    }
    const verdicts = context.once(gatewayInvocation.id, fn, () => permissionsOf(fn, context));
    return verdicts.length === 0
      ? [stands(path.route.integration.where, 'no permission of the templates opens the function')]
      : verdicts.filter(verdict => verdict.status !== 'stands' || concerns(verdict, path, context));
  },
};

const concerns = (verdict: Verdict, path: Path, { model, properties }: Context): boolean =>
  mentions(model, properties(verdict.where.resource)['SourceArn']).includes(path.api.where.resource);

function permissionsOf(fn: Resource, { model, properties }: Context): readonly Verdict[] {
  return model
    .ofType('AWS::Lambda::Permission')
    .filter(permission => functionOf(model, properties(permission)['FunctionName']) === fn)
    .map(resource => {
      const written = properties(resource);
      const where = { resource, property: 'SourceArn' };
      const arn: Json | undefined = written['SourceArn'];
      const reason = unknownIn(arn) ?? unknownIn(written['Principal']);
      if (reason !== undefined) return unproven(where, reason);
      if (written['FunctionUrlAuthType'] !== undefined) return stands(where, 'a function URL, a path of its own');
      if (written['Principal'] === '*')
        return weak({ resource, property: 'Principal' }, 'anyone may invoke the function');
      if (arn === undefined && written['PrincipalOrgID'] === undefined)
        return weak(where, `any source at ${String(written['Principal'])} may invoke the function`);
      return stands(where, String(arn));
    });
}
