import { missing, stands, unproven, type Rule } from '../rule';

/**
 * A function of these templates answers the route. Inline code (`ZipFile`) is as good as any other: what code does is not
 * for this proof, which reads templates only.
 */
export const serviceBehindRoute: Rule = {
  id: 'service/behind-route',
  layer: 'service',
  reason:
    'What stands before the service knows nothing of whose data is asked for: a route that ends where nobody can look has no last line.',
  fix: "Let the route's integration name a function of these templates, or give the template that has it too.",
  check({ route: { integration, where } }) {
    switch (integration.kind) {
      case 'function':
        return [stands(integration.where, integration.function?.logicalId ?? 'a function')];
      case 'mock':
        return [stands(integration.where, 'API Gateway answers by itself: there is nothing behind it')];
      case 'none':
        return [missing(where, 'nothing stands behind the route')];
      case 'http':
        return [unproven(integration.where, 'another server answers, which these templates do not describe')];
      case 'aws':
        return [unproven(integration.where, 'an AWS service answers by itself: no code of yours looks at the caller')];
      case 'unknown':
        return [unproven(integration.where, integration.reason ?? 'what stands behind the route cannot be seen')];
    }
  },
};
