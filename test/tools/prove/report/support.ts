import type { LayerName } from '../../../../lib/chain';
import { decide } from '../../../../tools/prove/decide';
import type { Path, Where } from '../../../../tools/prove/graph/types';
import { profilePolicy, type Policy } from '../../../../tools/prove/policy';
import { prove } from '../../../../tools/prove/proof';
import { reportOf } from '../../../../tools/prove/report/report';
import type { Report } from '../../../../tools/prove/report/types';
import type { Rule, Status } from '../../../../tools/prove/rule';
import { lambda, modelOf, ref, type Resources, type StackFixture } from '../rules/fixtures';

/** Reports drawn from small templates through rules that say what a test wants, so that real rules may change. */

/** An HTTP API with these routes, on its default endpoint and, if named, a domain. */
export const api = (routes: readonly string[], domain?: string): Resources => ({
  Function: lambda(),
  Api: {
    Type: 'AWS::ApiGatewayV2::Api',
    Properties: { Name: 'wallet', ProtocolType: 'HTTP', DisableExecuteApiEndpoint: false },
  },
  Stage: { Type: 'AWS::ApiGatewayV2::Stage', Properties: { ApiId: ref('Api'), StageName: '$default' } },
  Integration: {
    Type: 'AWS::ApiGatewayV2::Integration',
    Properties: {
      ApiId: ref('Api'),
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: { 'Fn::GetAtt': ['Function', 'Arn'] },
    },
  },
  ...Object.fromEntries(
    routes.map((RouteKey, i) => [
      `Route${i}`,
      {
        Type: 'AWS::ApiGatewayV2::Route',
        Properties: {
          ApiId: ref('Api'),
          RouteKey,
          Target: { 'Fn::Join': ['', ['integrations/', ref('Integration')]] },
        },
      },
    ]),
  ),
  ...(domain === undefined
    ? {}
    : {
        Domain: { Type: 'AWS::ApiGatewayV2::DomainName', Properties: { DomainName: domain } },
        Mapping: {
          Type: 'AWS::ApiGatewayV2::ApiMapping',
          Properties: { ApiId: ref('Api'), DomainName: ref('Domain'), Stage: ref('Stage') },
        },
      }),
});

/** What a rule of a test says: a status for each path, or nothing. */
export type Says = (path: Path) => Status | undefined;

/** One rule a layer, `<layer>/fixed`, pointing at the API; `says` is its sentence. */
export const ruleFor = (layer: LayerName, says: Says, where: (path: Path) => Where = path => path.api.where): Rule => ({
  id: `${layer}/fixed`,
  layer,
  reason: `An attack that ${layer} stops.`,
  fix: `Mend ${layer}.`,
  check: path => {
    const status = says(path);
    return status === undefined ? [] : [{ status, where: where(path), says: `${layer} is ${status}` }];
  },
});

const layers: readonly LayerName[] = [
  'tls',
  'client-mtls',
  'waf',
  'origin-mtls',
  'gateway',
  'auth',
  'service',
  'watch',
];

/** Every layer stands, but for those a test speaks for. */
export const rulesWith = (said: Partial<Record<LayerName, Says>>): readonly Rule[] =>
  layers.map(layer => ruleFor(layer, said[layer] ?? (() => 'stands')));

export interface Drawn {
  readonly said?: Partial<Record<LayerName, Says>>;
  readonly rules?: readonly Rule[];
  readonly policy?: Partial<Policy>;
  readonly today?: string;
  readonly evidence?: boolean;
}

export function reportFrom(
  fixture: Resources | Readonly<Record<string, StackFixture>>,
  { said = {}, rules = rulesWith(said), policy: given = {}, today = '2026-11-23', evidence = false }: Drawn = {},
): Report {
  const policy = { ...profilePolicy('consumer'), ...given };
  const proof = prove(modelOf(fixture), policy, rules);
  return reportOf(decide(proof, policy, new Date(`${today}T12:00:00Z`)), { policy, rules, evidence });
}
