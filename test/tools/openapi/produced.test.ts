import { loadConfig } from '../../../lib/config';
import { document } from '../../../tools/openapi/document';
import type { Json } from '../../../tools/openapi/operation';
import { keyOf, promisedIn, unkept, type Recipes } from './support/answers';
import { startFront, type Front } from './support/front';
import { guardedRecipes } from './support/guarded';
import { startServices, type Services } from './support/services';

/**
 * Every answer in docs/openapi.json is brought about, by what really gives it: the services behind their whole guards on a store
 * of loopback, and the local gateway, web ACL and edge with the routes, rules and throttles of the templates.
 */

const env = 'example';
const config = loadConfig(env);
const doc = document(config);
let services: Services;
let front: Front;
let recipes: Recipes;

beforeAll(async () => {
  services = await startServices(config);
  front = await startFront(env);
  recipes = { ...guardedRecipes(config, services), ...front.recipes };
});
afterAll(async () => {
  await front.stop();
  await services.stop();
});

test('every answer in the document can be brought about, and nothing here is for one that is not', async () => {
  expect(await unkept(doc, recipes)).toEqual([]);
});

describe('what is not so is told', () => {
  const route = '/transfers/{transferId}';
  const { [route]: item } = doc['paths'] as Record<
    string,
    { readonly get: { readonly responses: Record<string, Json> } }
  >;
  const { 401: unauthorized, 404: unknown } = item?.get.responses ?? {};
  /** The document of two answers, as a test changes its text. */
  const ofOne = (from = '', to = ''): Json => {
    const paths = { [route]: { get: { responses: { 401: unauthorized, 404: unknown } } } };
    return JSON.parse(JSON.stringify({ ...doc, paths }).replace(from, to)) as Json;
  };
  const kept = (of: Json): Recipes => {
    const needed = new Set(promisedIn(of).map(keyOf));
    return Object.fromEntries(Object.entries(recipes).filter(([key]) => needed.has(key)));
  };

  test.each<[string, string, string, string]>([
    [
      'a code that nobody says',
      '"not_found"]',
      '"not_found","gone_fishing"]',
      '404 gone_fishing: nothing here brings it',
    ],
    ['a status that nobody gives', '"404":', '"418":', '418 not_found: answers 404, which the document does not'],
    ['words that nobody has', '"404":{', '"418":{"content":{"text/html":{"schema":{}}}},"404":{', '418 page: nothing'],
  ])('%s', async (_what, from, to, told) => {
    expect(await unkept(ofOne(from, to), kept(ofOne()))).toEqual([expect.stringContaining(told)]);
  });

  test('an answer that is brought about by nothing, or by what is answered otherwise', async () => {
    const { not_found: _none, token_missing: missing, ...others } = kept(ofOne());
    const wrong = { ...others, token_missing: missing, token_expired: missing, never_asked: missing } as Recipes;
    expect(await unkept(ofOne(), wrong)).toEqual([
      `GET ${route}: 401 token_expired: what is to bring it about is answered 401 token_missing`,
      `GET ${route}: 404 not_found: nothing here brings it about`,
      'never_asked: is promised nowhere',
    ]);
  });
});
