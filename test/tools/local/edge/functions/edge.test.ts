import { call } from '../client';
import { useEdge } from '../harness';

const { seen, ca, start } = useEdge();

describe('functions', () => {
  const function_ = (FunctionCode: string) => ({
    Function: {
      Type: 'AWS::CloudFront::Function',
      Properties: {
        Name: 'f',
        AutoPublish: true,
        FunctionCode,
        FunctionConfig: { Comment: '', Runtime: 'cloudfront-js-2.0' },
      },
    },
  });
  const on = (EventType: string, behaviour = {}) => ({
    behaviour: {
      FunctionAssociations: [{ EventType, FunctionARN: { 'Fn::GetAtt': ['Function', 'FunctionARN'] } }],
      ...behaviour,
    },
  });

  test('on the way in change what the origin sees, or answer', async () => {
    const code = `function handler({ request }) {
      if (request.uri === '/moved') return { statusCode: 302, headers: { location: { value: '/' } } };
      if (request.uri === '/broken') throw new Error('no');
      delete request.headers['x-internal'];
      return request;
    }`;
    const { edge } = await start(on('viewer-request'), function_(code));
    const send = (path: string) =>
      call({ port: edge.port, ca: ca(), path, headers: { 'x-internal': '1', 'x-other': '2' } });
    expect(await send('/a?b=c')).toMatchObject({ status: 200 });
    expect(await send('/moved')).toMatchObject({ status: 302, headers: { location: '/' } });
    expect(await send('/broken')).toMatchObject({ status: 503 });
    expect(seen).toMatchObject([{ url: '/a?b=c', headers: { 'x-other': '2' } }]);
    expect(seen[0]?.headers).not.toHaveProperty('x-internal');
  });

  test('on the way out change the answer, but not an error of the origin', async () => {
    const code = `function handler({ response }) { response.headers['x-out'] = { value: '1' }; return response; }`;
    const { edge } = await start(on('viewer-response'), function_(code));
    const send = async (path: string) => (await call({ port: edge.port, ca: ca(), path })).headers['x-out'];
    expect([await send('/'), await send('/status/404')]).toEqual(['1', undefined]);
  });

  test('a response headers policy has the last word on names it overrides', async () => {
    const policy = {
      Policy: {
        Type: 'AWS::CloudFront::ResponseHeadersPolicy',
        Properties: {
          ResponseHeadersPolicyConfig: {
            Name: 'p',
            SecurityHeadersConfig: { ContentTypeOptions: { Override: true } },
            RemoveHeadersConfig: { Items: [{ Header: 'Server' }] },
          },
        },
      },
    };
    const { edge } = await start({ behaviour: { ResponseHeadersPolicyId: { Ref: 'Policy' } } }, policy);
    const { headers } = await call({ port: edge.port, ca: ca() });
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff' });
    expect(headers).not.toHaveProperty('server');
  });
});
