import { unknownIn } from '../marks';
import type { Model } from '../model';
import { functionOf } from './lookups';
import type { Door } from './direct';
import type { Api, Authorization } from './types';

/** Function URLs: an endpoint on the internet that no gateway stands before. */
export function functionUrls(model: Model): readonly { readonly api: Api; readonly door: Door }[] {
  return model.ofType('AWS::Lambda::Url').map(resource => {
    const properties = model.properties(resource);
    const where = { resource };
    const fn = functionOf(model, properties['TargetFunctionArn']);
    const name = `URL of ${fn?.logicalId ?? resource.logicalId}`;
    const authWhere = { resource, property: 'AuthType' };
    const reason = unknownIn(properties['AuthType']);
    const authorization: Authorization = {
      where: authWhere,
      scopes: [],
      apiKey: false,
      ...(reason !== undefined
        ? { kind: 'unknown', reason }
        : { kind: properties['AuthType'] === 'AWS_IAM' ? 'iam' : 'none' }),
    };
    const integrationWhere = { resource, property: 'TargetFunctionArn' };
    const api: Api = {
      kind: 'function-url',
      where,
      name,
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
              ? { kind: 'unknown', where: integrationWhere, reason: 'its function is in none of the templates given' }
              : { kind: 'function', where: integrationWhere, function: fn },
        },
      ],
    };
    return { api, door: { hop: { kind: 'function-url', where, properties }, stage: undefined, basePath: '' } };
  });
}
