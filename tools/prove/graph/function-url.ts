import { unknownIn } from '../marks';
import type { Model } from '../model';
import type { Door } from './door';
import { functionOf, decisions } from './lookups';
import type { Api, Authorization } from './types';

/** Function URLs: an endpoint on the internet that no gateway stands before. */
export function functionUrls(model: Model): readonly { readonly api: Api; readonly door: Door }[] {
  return model.ofType('AWS::Lambda::Url').map(resource => {
    const properties = model.properties(resource);
    const where = { resource };
    const { AuthType, TargetFunctionArn } = properties;
    const fn = functionOf(model, TargetFunctionArn);
    const base = { where: { resource, property: 'AuthType' }, scopes: [], apiKey: false };
    const reason = unknownIn(AuthType);
    const authorization: Authorization =
      reason === undefined
        ? { ...base, kind: AuthType === 'AWS_IAM' ? 'iam' : 'none' }
        : { ...base, kind: 'unknown', reason };
    const integrationWhere = { resource, property: 'TargetFunctionArn' };
    const api: Api = {
      kind: 'function-url',
      where,
      name: `URL of ${fn?.logicalId ?? resource.logicalId}`,
      stages: [],
      routes: [
        {
          key: 'ANY /*',
          method: 'ANY',
          path: '$default',
          where,
          authorization,
          integration:
            fn === undefined
              ? {
                  kind: 'unknown',
                  where: integrationWhere,
                  reason: unknownIn(TargetFunctionArn) ?? 'its function is in none of the templates given',
                }
              : { kind: 'function', where: integrationWhere, function: fn },
          ...decisions(resource),
        },
      ],
    };
    return { api, door: { hop: { kind: 'function-url', where, properties }, stage: undefined, basePath: '' } };
  });
}
