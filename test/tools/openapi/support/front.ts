import { Agent } from 'node:https';
import { startEdge } from '../../../../tools/local/edge';
import { startGateway, type LocalGateway } from '../../../../tools/local/gateway';
import { LambdaError } from '../../../../tools/local/lambda';
import { compileWebAcl } from '../../../../tools/local/waf/acl';
import { ofType, only, template } from '../../../assembly';
import { silentStore } from '../../../lambda/guard/support/store';
import { call as callEdge } from '../../local/edge/client';
import { createCertificates, createWorld, distribution, originDomain } from '../../local/edge/support';
import { apiId, call, clientOf, fixture, resources, scoped, type CallOptions } from '../../local/gateway/fixture';
import { startTokenIssuer } from '../../local/gateway/token-issuer';
import { noSets, request } from '../../local/waf/support';
import type { Promised, Recipe, Recipes } from './answers';

/** How to bring about what stands in front of the services says: the same on every route. */
export interface Front {
  readonly recipes: Recipes;
  stop(): Promise<void>;
}

export async function startFront(env: string): Promise<Front> {
  const parts = [await startApi(env), await startDistribution(env)];
  return {
    recipes: Object.assign({}, webAcl(env), ...parts.map(({ recipes }) => recipes)) as Recipes,
    stop: async () => void (await Promise.all(parts.map(part => part.stop()))),
  };
}

/** A path of the route: what stands for its parameters does not matter here. */
const pathOf = ({ path }: Promised): string => path.replaceAll(/\{\w+\}/g, 'a-1');

/** The template's routes and throttles; each bucket holds one request where it is to be used up. */
function templateOf(env: string, issuer: string, full: boolean) {
  const { Orders, ...around } = Object.fromEntries(
    Object.entries(resources(issuer)).filter(([, { Type }]) => Type !== 'AWS::ApiGatewayV2::Route'),
  );
  const gateway = template('gateway', env);
  const [stage] = ofType(gateway, 'AWS::ApiGatewayV2::Stage');
  const RouteSettings = (stage?.Properties['RouteSettings'] ?? {}) as Record<string, object>;
  const one = { ThrottlingRateLimit: 0.001, ThrottlingBurstLimit: 1 };
  const routes = ofType(gateway, 'AWS::ApiGatewayV2::Route').map(({ Properties }) => {
    const { RouteKey, AuthorizationType, AuthorizationScopes } = Properties;
    const authorizer = AuthorizationType === 'JWT' ? { ...scoped, AuthorizationScopes } : {};
    const properties = { ApiId: apiId, RouteKey, Target: 'integrations/Orders', ...authorizer };
    return [String(RouteKey), { Type: 'AWS::ApiGatewayV2::Route', Properties: properties }] as const;
  });
  return {
    ...around,
    ...Object.fromEntries(routes),
    Orders: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: { ...Orders?.Properties, TimeoutInMillis: 60 },
    },
    Stage: {
      Type: 'AWS::ApiGatewayV2::Stage',
      Properties: {
        ApiId: apiId,
        StageName: '$default',
        RouteSettings: full
          ? RouteSettings
          : Object.fromEntries(Object.entries(RouteSettings).map(([key, set]) => [key, { ...set, ...one }])),
      },
    },
  };
}

/** API Gateway's messages: the local gateway with the template's routes, and a function that does not answer. */
async function startApi(env: string): Promise<Front> {
  const issuer = await startTokenIssuer((await fixture()).world.publicCa);
  const scopes = ofType(template('gateway', env), 'AWS::ApiGatewayV2::Route').flatMap(
    ({ Properties: { AuthorizationScopes = [] } }) => AuthorizationScopes as string[],
  );
  const open = async (full: boolean) => {
    const around = await fixture(templateOf(env, issuer.url, full));
    around.answer = ({ headers }) =>
      headers['x-never'] === undefined
        ? Promise.reject(new LambdaError('error', 'TypeError', 'it failed'))
        : new Promise(() => undefined);
    return { around, gateway: await startGateway(around.world) };
  };
  const [wide, narrow] = [await open(true), await open(false)];
  const edge = await clientOf(wide.around.authority);
  const agent = new Agent({ keepAlive: true });
  const token = { authorization: `Bearer ${issuer.sign({ scope: scopes.join(' ') })}` };
  const ask =
    (
      headers: CallOptions['headers'],
      { around, gateway }: { around: typeof wide.around; gateway: LocalGateway } = wide,
    ) =>
    async (promised: Promised) => {
      const options = { port: gateway.port, method: promised.method, path: pathOf(promised), agent, ...edge };
      const reply = await call(around, { ...options, ...(headers && { headers }) });
      return { status: reply.status, contentType: reply.headers['content-type'], body: reply.body };
    };
  const closed: Recipe = async promised => {
    await ask(token, narrow)(promised);
    return ask(token, narrow)(promised);
  };
  return {
    recipes: {
      '401 message': ask({}),
      '403 message': ask({ authorization: `Bearer ${issuer.sign({ scope: 'other/scope' })}` }),
      // It looks at the length alone, and waits for nothing.
      '413 message': ask({ ...token, 'content-length': 10 * 1024 * 1024 + 1 }),
      '429 message': closed,
      '500 message': ask(token),
      '503 message': ask({ ...token, 'x-never': '1' }),
    },
    async stop() {
      agent.destroy();
      await Promise.all([wide.gateway.stop(), narrow.gateway.stop(), issuer.stop()]);
    },
  };
}

/** The web ACL's own answers: the template's, as it is. */
function webAcl(env: string): Recipes {
  const acl = compileWebAcl(only(template('edge', env), 'AWS::WAFv2::WebACL').Properties, noSets);
  const ask = (promised: Promised, clientIp: string, headers: readonly (readonly [string, string])[] = []) => {
    const verdict = acl.evaluate(request({ method: promised.method, path: pathOf(promised), clientIp, headers }));
    if (verdict.allowed) return undefined;
    const { status, headers: answered, body = '' } = verdict.answer;
    return { status, contentType: answered.find(([name]) => name === 'content-type')?.[1], body };
  };
  const most = 10_000;
  return {
    '403 problem': async promised => {
      const answer = ask(promised, '192.0.2.1', [['portcullis-door', 'api']]);
      if (answer === undefined) throw new Error('the web ACL lets a forged header through');
      return answer;
    },
    '429 problem': async promised => {
      for (let sent = 0; sent < most; sent += 1) {
        const answer = ask(promised, '192.0.2.2');
        if (answer !== undefined) return answer;
      }
      throw new Error(`the web ACL lets ${most} requests of one address through`);
    },
  };
}

/** CloudFront's pages: the local edge with the template's protocol policy, before an API that is silent. */
async function startDistribution(env: string): Promise<Front> {
  const { DistributionConfig } = only(template('edge', env), 'AWS::CloudFront::Distribution').Properties as {
    readonly DistributionConfig: { readonly DefaultCacheBehavior: { readonly ViewerProtocolPolicy: string } };
  };
  const { ViewerProtocolPolicy } = DistributionConfig.DefaultCacheBehavior;
  const certificates = await createCertificates();
  const silent = await silentStore();
  const world = createWorld(certificates, {
    Edge: distribution({ behaviour: { ViewerProtocolPolicy }, origin: { ConnectionTimeout: 1 } }),
  });
  world.hosts.set(originDomain, Number(new URL(silent.endpoint).port));
  const edge = await startEdge(world);
  const agent = new Agent({ keepAlive: true, ca: certificates.publicCa.certificate });
  const ask =
    (port: number, headers = {}, over?: Agent): Recipe =>
    async promised => {
      const options = { port, method: promised.method, path: pathOf(promised), headers };
      const reply = await callEdge({ ...options, ...(over && { agent: over }) });
      return { status: reply.status, contentType: [reply.headers['content-type']].flat()[0], body: reply.body };
    };
  return {
    recipes: {
      '403 page': ask(edge.httpPort),
      '413 page': ask(edge.httpPort, { 'x-large': 'x'.repeat(20_480) }),
      '504 page': ask(edge.port, {}, agent),
    },
    async stop() {
      agent.destroy();
      await edge.stop();
      await silent.stop();
    },
  };
}
