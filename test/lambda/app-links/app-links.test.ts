import { loadConfig } from '../../../lib/config';
import { operations } from '../../../lambda/app-links/operations';
import { routes } from '../../../lambda/app-links/routes';
import { appLinks } from '../../../lambda/app-links/schemas';
import { service, type Answer } from '../guard/support/service';
import type { Call } from '../guard/support/events';

const config = loadConfig('example');
const links = appLinks.parse('appLinks' in config ? config.appLinks : undefined);
let call: (user: string, call: Call) => Promise<Answer>;
beforeAll(async () => {
  call = await service(routes, operations(links));
});

/** As Google and Apple ask: without a token. */
const ask = (file: string, other: Partial<Call> = {}) =>
  call('nobody', { route: `GET /.well-known/${file}`, headers: { authorization: '' }, ...other });

test('Android is told which apps may open links', async () => {
  const { status, headers, body } = await ask('assetlinks.json');
  expect([status, headers['content-type']]).toEqual([200, 'application/json']);
  expect(body).toEqual([
    {
      relation: ['delegate_permission/common.handle_all_urls'],
      target: {
        namespace: 'android_app',
        package_name: 'com.example.wallet',
        sha256_cert_fingerprints: [expect.stringMatching(/^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/)],
      },
    },
  ]);
});

test('iOS is told which apps may open which links', async () => {
  const { status, headers, body } = await ask('apple-app-site-association');
  expect([status, headers['content-type']]).toEqual([200, 'application/json']);
  expect(body).toEqual({
    applinks: { details: [{ appIDs: ['ABCDE12345.com.example.wallet'], components: [{ '/': '/signed-in' }] }] },
  });
});

test.each([
  ['a token', { headers: { authorization: 'Bearer x.y.z' } }, 200],
  ['a parameter', { query: { package: 'com.example.other' } }, 400],
  ['a body', { body: { android: [] } }, 400],
])('with %s: %j', async (_what, other, status) =>
  expect(await ask('assetlinks.json', other)).toMatchObject({ status }),
);

test.each(['android', 'ios', 'paths'])('without %s in its environment it does not start', part =>
  expect(appLinks.safeParse({ ...links, [part]: undefined }).success).toBe(false),
);
