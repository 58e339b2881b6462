import { judgePermission, permissionsOn } from '../facts/invocation';
import { mentions } from '../marks';
import { stands, unproven, type Rule } from '../rule';

/** The function can be invoked by paths that the templates show, and by nobody else. */
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
    const judged = context.once(gatewayInvocation.id, fn, () =>
      permissionsOn(context.model, fn).map(permission => ({
        verdict: judgePermission(permission, context),
        sources: mentions(context.model, context.properties(permission)['SourceArn']),
      })),
    );
    const api = path.api.where.resource;
    const shown = judged.filter(({ verdict, sources }) => verdict.status !== 'stands' || sources.includes(api));
    return shown.length > 0
      ? shown.map(({ verdict }) => verdict)
      : [stands(path.route.integration.where, 'no permission opens the function to others')];
  },
};
