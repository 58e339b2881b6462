import { proveTemplates } from '../../../../tools/prove';
import { table } from '../../../../tools/prove/report/table';
import { edit } from '../rules/fixtures';
import { api, reportFrom, type Says } from './support';

/** Routes about which a proof can say nothing, and routes that are public by decision. */

test('a route that nothing leads to is unproven, with the reason', () => {
  const off = edit(api(['GET /a']), { 'Api.DisableExecuteApiEndpoint': true });
  const { findings, routes, verdict } = reportFrom(off);
  expect([verdict, routes.map(route => route.verdict)]).toEqual(['unproven', ['unproven']]);
  expect(findings.map(({ rule }) => rule)).toEqual(['templates/unreached']);
});

test('a macro rewrites the template, so nothing else is said about its routes', () => {
  const template = { Transform: 'Company::Wrap', Resources: api(['GET /a', 'GET /b']) };
  const { findings, verdict } = proveTemplates(template);
  expect(verdict).toBe('unproven');
  expect(findings).toEqual([
    expect.objectContaining({
      rule: 'templates/rewritten',
      says: expect.stringContaining('Company::Wrap') as string,
      on: [expect.objectContaining({ route: 'GET /a' }), expect.objectContaining({ route: 'GET /b' })],
    }),
  ]);
});

test('SAM without its Transform: what is forgotten, and the mend', () => {
  const { findings } = proveTemplates({
    Resources: {
      Function: {
        Type: 'AWS::Serverless::Function',
        Properties: { Events: { Read: { Type: 'HttpApi', Properties: { Path: '/a', Method: 'get' } } } },
      },
    },
  });
  expect(findings[0]).toMatchObject({ says: expect.stringContaining('AWS::Serverless-2016-10-31') as string });
  expect(findings[0]?.fix).toMatch(/write a Transform/);
});

describe('a route that is public by decision', () => {
  const resources = api(['GET /health', 'GET /a']);
  const route = {
    ...resources['Route0'],
    Type: 'AWS::ApiGatewayV2::Route',
    Metadata: { 'portcullis:public': 'a health check' },
  };
  const auth: Says = path => (path.route.key === 'GET /a' ? 'stands' : 'missing');
  const reported = (said: { readonly waf?: Says }) =>
    reportFrom({ ...resources, Route0: route }, { said: { auth, ...said } });

  test('is shown so, with its reason, and is no finding', () => {
    const report = reported({});
    expect(report.verdict).toBe('complete');
    expect(report.routes[0]).toMatchObject({ verdict: 'public', reason: 'a health check', cells: { auth: 'public' } });
    expect(table(report, { color: false })).toContain('public   GET /health: a health check');
  });

  test('is told what else it lacks, and not that it lacks a token', () => {
    const { routes, findings } = reported({ waf: () => 'missing' });
    expect(routes[0]).toMatchObject({ verdict: 'gap', cells: { auth: 'public', waf: 'missing' } });
    expect(findings.map(({ layer }) => layer)).toEqual(['waf']);
  });
});
