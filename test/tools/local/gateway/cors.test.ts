import { createCors } from '../../../../tools/local/gateway/cors';
import type { Head } from '../../../../tools/local/gateway/request';

const config = {
  AllowOrigins: ['https://app.example', 'https://*'],
  AllowMethods: ['GET', 'POST'],
  AllowHeaders: ['authorization'],
  ExposeHeaders: ['etag'],
  AllowCredentials: true,
  MaxAge: 300,
};
const head = (method: string, headers: Record<string, string>): Head => ({ method, headers }) as unknown as Head;
const asks = { origin: 'https://app.example', 'access-control-request-method': 'POST' };
const answer = { status: 200, headers: { 'access-control-allow-origin': '*', etag: 'x' }, body: Buffer.of() };

test('a preflight is answered by the API itself', () => {
  expect(createCors(config).preflight(head('OPTIONS', asks))).toMatchObject({
    status: 204,
    headers: {
      'access-control-allow-origin': 'https://app.example',
      'access-control-allow-methods': 'GET,POST',
      'access-control-allow-headers': 'authorization',
      'access-control-allow-credentials': 'true',
      'access-control-expose-headers': 'etag',
      'access-control-max-age': '300',
      vary: 'origin',
    },
  });
});

test('an origin that is not allowed gets an answer without permission', () => {
  const { status, headers } = createCors({ ...config, AllowOrigins: ['https://app.example'] }).preflight(
    head('OPTIONS', { ...asks, origin: 'https://app.example.evil' }),
  ) ?? { status: 0, headers: undefined };
  expect([status, headers]).toEqual([204, {}]);
});

test.each([
  ['without Origin', head('OPTIONS', { 'access-control-request-method': 'GET' })],
  ['without a method', head('OPTIONS', { origin: 'https://app.example' })],
  ['that is no OPTIONS', head('GET', asks)],
])('a request %s is no preflight', (_, request) => {
  expect(createCors(config).preflight(request)).toBeUndefined();
});

test("the API speaks for its functions: their own CORS headers don't count", () => {
  expect(createCors(config).decorate(head('GET', { origin: 'https://app.example' }), answer).headers).toEqual({
    etag: 'x',
    'access-control-allow-origin': 'https://app.example',
    'access-control-allow-credentials': 'true',
    'access-control-expose-headers': 'etag',
    vary: 'origin',
  });
  expect(
    createCors({ ...config, AllowOrigins: ['*'], AllowCredentials: false }).decorate(head('GET', asks), answer),
  ).toMatchObject({
    headers: { 'access-control-allow-origin': '*' },
  });
  expect(createCors(config).decorate(head('GET', {}), answer).headers).toEqual({ etag: 'x' });
});

test('without a configuration nothing is added or answered', () => {
  const none = createCors(undefined);
  expect(none.preflight(head('OPTIONS', asks))).toBeUndefined();
  expect(none.decorate(head('GET', asks), answer)).toBe(answer);
});
