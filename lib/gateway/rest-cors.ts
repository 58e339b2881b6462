import { MockIntegration, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { crossOriginHeaders } from '../../lambda/guard/routes';
import type { RegionalConfig } from '../config';
import { routesOf } from '../routes';

/**
 * CORS of a REST API, which unlike an HTTP API speaks only where it is told to: preflights are mocks, its own refusals and the guard's answers
 * carry the header themselves. Each of them names one origin, so the configuration takes one at most.
 */
export function corsHeaders({ cors: { origins } }: Pick<RegionalConfig, 'cors'>): Record<string, string> {
  const [origin] = origins;
  return origin === undefined ? {} : { 'Access-Control-Allow-Origin': `'${origin}'`, Vary: "'Origin'" };
}

/** An app is not a browser: without a web client of ours there is no preflight to answer. */
export function addPreflights(api: RestApi, config: RegionalConfig): void {
  if (config.cors.origins.length === 0) return;
  const rows = routesOf(config);
  for (const path of new Set(rows.map(row => row.path))) {
    const methods = rows.filter(row => row.path === path).map(({ method }) => method);
    const headers = prefixed({
      ...corsHeaders(config),
      'Access-Control-Allow-Methods': `'${methods.join(',')}'`,
      'Access-Control-Allow-Headers': `'${crossOriginHeaders.asked.join(',')}'`,
    });
    api.root.resourceForPath(path).addMethod(
      'OPTIONS',
      new MockIntegration({
        requestTemplates: { 'application/json': '{"statusCode":204}' },
        integrationResponses: [{ statusCode: '204', responseParameters: headers }],
      }),
      {
        methodResponses: [
          {
            statusCode: '204',
            responseParameters: Object.fromEntries(Object.keys(headers).map(name => [name, true])),
          },
        ],
      },
    );
  }
}

const prefixed = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [`method.response.header.${name}`, value]));
