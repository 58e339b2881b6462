import { agentFrom, call, callHttp2 } from './client';
import { useEdge } from './harness';
import { webAclProperties } from './support';

const { seen, ca, start } = useEdge();

describe('the web ACL', () => {
  const pathRule = {
    Name: 'NoAdmin',
    Statement: {
      ByteMatchStatement: {
        FieldToMatch: { UriPath: {} },
        PositionalConstraint: 'STARTS_WITH',
        SearchString: '/admin',
        TextTransformations: [{ Priority: 0, Type: 'NONE' }],
      },
    },
  };
  const attached = { config: { WebACLId: { 'Fn::GetAtt': ['Acl', 'Arn'] } } };
  const acl = (rules: Record<string, unknown>[], changes?: Record<string, unknown>) => ({
    Acl: { Type: 'AWS::WAFv2::WebACL', Properties: webAclProperties(rules, changes) },
  });

  test('stops what a rule matches and passes the rest', async () => {
    const { edge, stops, passes } = await start(attached, acl([pathRule]));
    expect((await call({ port: edge.port, ca: ca(), path: '/admin' })).status).toBe(403);
    expect((await call({ port: edge.port, ca: ca(), path: '/accounts' })).status).toBe(200);
    expect(stops()).toMatchObject([{ layer: 'waf', reason: 'rule NoAdmin' }]);
    expect(passes().filter(({ layer }) => layer === 'waf')).toMatchObject([{ detail: '1 rules' }]);
  });

  test('is absent where the distribution names none', async () => {
    const { edge, passes } = await start({}, acl([pathRule]));
    expect((await call({ port: edge.port, ca: ca(), path: '/admin' })).status).toBe(200);
    expect(passes().some(({ layer }) => layer === 'waf')).toBe(false);
  });

  test('of the other scope stops the start', async () =>
    expect(start(attached, acl([pathRule], { Scope: 'REGIONAL' }))).rejects.toThrow(
      'WebACLId: got a web ACL of scope REGIONAL, takes one of scope CLOUDFRONT',
    ));

  test('answers as the rule says', async () => {
    const Action = {
      Block: {
        CustomResponse: {
          ResponseCode: 429,
          CustomResponseBodyKey: 'slow',
          ResponseHeaders: [{ Name: 'Retry-After', Value: '60' }],
        },
      },
    };
    const bodies = { CustomResponseBodies: { slow: { Content: '{"code":"slow"}', ContentType: 'APPLICATION_JSON' } } };
    const { edge } = await start(attached, acl([{ ...pathRule, Action }], bodies));
    expect(await call({ port: edge.port, ca: ca(), path: '/admin' })).toMatchObject({
      status: 429,
      headers: { 'retry-after': '60', 'content-type': 'application/json' },
      body: '{"code":"slow"}',
    });
  });

  test('inspects a body and still delivers it', async () => {
    const sizeRule = {
      Name: 'BodyTooLarge',
      Statement: {
        SizeConstraintStatement: {
          FieldToMatch: { Body: { OversizeHandling: 'MATCH' } },
          ComparisonOperator: 'GT',
          Size: 8_192,
          TextTransformations: [{ Priority: 0, Type: 'NONE' }],
        },
      },
    };
    const { edge, stops } = await start(attached, acl([sizeRule]));
    for (const send of [call, callHttp2]) {
      const post = async (size: number) =>
        (await send({ port: edge.port, ca: ca(), method: 'POST', body: 'x'.repeat(size) })).status;
      expect(await Promise.all([post(8_192), post(8_193), post(100_000)])).toEqual([200, 403, 403]);
    }
    expect(seen.map(({ body }) => body.length)).toEqual([8_192, 8_192]);
    expect(stops().map(({ reason }) => reason)).toEqual(Array(4).fill('rule BodyTooLarge'));
  });

  test('counts by the address of the connection, whatever X-Forwarded-For says', async () => {
    const rate = {
      Name: 'PerAddress',
      Statement: { RateBasedStatement: { Limit: 10, EvaluationWindowSec: 60, AggregateKeyType: 'IP' } },
    };
    const { edge, stops } = await start(attached, acl([rate]));
    const from = (address: string, forged: string) =>
      call({
        port: edge.proxyPort,
        agent: agentFrom(`PROXY TCP4 ${address} 127.0.0.1 1 443`, ca()),
        headers: { 'x-forwarded-for': forged },
      });
    for (let index = 0; index < 10; index += 1)
      expect((await from('192.0.2.9', `198.51.100.${index}`)).status).toBe(200);
    expect((await from('192.0.2.9', '198.51.100.99')).status).toBe(403);
    expect((await from('192.0.2.10', '192.0.2.9')).status).toBe(200);
    expect(stops()).toMatchObject([{ reason: 'rule PerAddress' }]);
  });
});
