import { fromEnvironment, readEnvironment, tableName } from '../../../lambda/guard/environment';
import { guard } from '../../../lambda/guard/guard';
import { documentClient } from '../../../lambda/guard/store';
import { authorizer } from './support/service';
import { operations } from '../../../lambda/accounts/operations';
import { routes } from '../../../lambda/accounts/routes';
import { authority, identity } from './support/certificates';

let set: Record<string, string>;
let pems: readonly string[];

beforeAll(async () => {
  const generations = [await authority(), await authority('CN=portcullis-test origin-hop CA b')];
  pems = generations.map(({ certificate }) => certificate.trim());
  set = {
    PROFILE: 'consumer',
    INGRESS: 'edge',
    ISSUER: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abcdef123',
    CLIENT_IDS: '7abc123def,8abc123def',
    RESOURCE_SERVER: 'wallet',
    ORIGIN_HOP_AUTHORITIES: pems.join('\n'),
    ORIGIN_HOP_IDENTITY: identity,
    PUBLIC_ORIGIN: 'https://api.example.com',
    REVOCATIONS_TABLE: 'portcullis-example-revocations',
    MAX_BODY_BYTES: '8192',
    ACCOUNTS_TABLE: 'portcullis-example-accounts',
    PATH: '/usr/bin',
  };
});

const client = documentClient();
const own = { ACCOUNTS_TABLE: tableName };

test('is read once into typed values, and sets every stage up', () => {
  const environment = readEnvironment(own, set);
  expect(environment).toEqual({
    PROFILE: 'consumer',
    INGRESS: 'edge',
    ISSUER: set['ISSUER'],
    CLIENT_IDS: ['7abc123def', '8abc123def'],
    RESOURCE_SERVER: 'wallet',
    ORIGIN_HOP_AUTHORITIES: pems,
    ORIGIN_HOP_IDENTITY: identity,
    PUBLIC_ORIGIN: 'https://api.example.com',
    REVOCATIONS_TABLE: 'portcullis-example-revocations',
    MAX_BODY_BYTES: 8192,
    ACCOUNTS_TABLE: 'portcullis-example-accounts',
  });
  const never = async () => Promise.reject(new Error('not asked'));
  const store = operations({ read: never, listOf: never });
  const others = { policy: { authorizer }, routes, operations: store };
  expect(guard({ ...fromEnvironment(environment, client), ...others })).toBeInstanceOf(Function);
});

/** The variables of the other combinations, as the templates set them. */
const of = (profile: string, ingress: string): Record<string, string> => {
  const { ORIGIN_HOP_AUTHORITIES: authorities = '', ORIGIN_HOP_IDENTITY: hop = '', ...rest } = set;
  return {
    ...rest,
    PROFILE: profile,
    INGRESS: ingress,
    ...(ingress === 'edge' ? { ORIGIN_HOP_AUTHORITIES: authorities, ORIGIN_HOP_IDENTITY: hop } : {}),
    ...(profile === 'consumer' ? {} : { CERTIFICATES_TABLE: 'portcullis-example-certificates' }),
  };
};
const combinations = ['consumer', 'managed', 'partner'].flatMap(profile =>
  ['edge', 'regional'].map(ingress => [profile, ingress] as const),
);
const turnedOff = (environment: Record<string, string>) =>
  Object.entries(fromEnvironment(readEnvironment(own, environment), client))
    .filter(([, options]) => typeof options === 'object' && 'check' in options)
    .map(([name]) => name);

test.each(combinations)('%s at the %s: off is only what has nothing to check there', (profile, ingress) => {
  expect(turnedOff(of(profile, ingress))).toEqual([
    ...(ingress === 'edge' ? [] : ['hop', 'door']),
    ...(profile === 'consumer' ? ['binding'] : []),
  ]);
});

test.each(combinations)(
  '%s at the %s: no one variable that is taken away or changed turns a check off',
  (profile, ingress) => {
    const right = of(profile, ingress);
    const off = turnedOff(right);
    const words = ['', 'null', 'off', 'consumer', 'managed', 'partner', 'edge', 'regional', undefined];
    const changes = Object.keys(right).flatMap(name => words.map(word => ({ ...right, [name]: word })));
    for (const changed of changes) {
      let after: string[] = [];
      try {
        after = turnedOff(changed as Record<string, string>);
      } catch (error) {
        expect(String(error)).toMatch(/^Error: environment: [A-Z_]+: got /);
      }
      expect(after.filter(name => !off.includes(name))).toEqual([]);
    }
  },
);

test.each([
  ['PROFILE', undefined, 'consumer, managed or partner'],
  ['INGRESS', 'direct', 'edge or regional'],
  ['CERTIFICATES_TABLE', 'certificates', 'the name of a table, and PROFILE=managed or partner'],
  ['ISSUER', 'http://localhost/pool', 'the https:// URL'],
  ['ISSUER', undefined, 'the https:// URL'],
  ['CLIENT_IDS', '', 'client ids'],
  ['CLIENT_IDS', 'a,,b', 'client ids'],
  ['RESOURCE_SERVER', 'wallet/', 'the name of the resource server'],
  ['ORIGIN_HOP_AUTHORITIES', 'none', 'one PEM certificate or more'],
  ['ORIGIN_HOP_AUTHORITIES', undefined, 'one PEM certificate or more'],
  ['ORIGIN_HOP_IDENTITY', 'edge', 'a URI'],
  ['PUBLIC_ORIGIN', 'https://api.example.com/', 'the origin that clients call'],
  ['PUBLIC_ORIGIN', undefined, 'the origin that clients call'],
  ['CORS_ORIGIN', 'https://app.example.com', 'the origin of a web client, and INGRESS=regional'],
  ['ISSUER_KEYS', '', 'the JWK set of the issuer'],
  ['POWERTOOLS_IDEMPOTENCY_DISABLED', 'true', 'nothing: each change is made once'],
  ['POWERTOOLS_METRICS_DISABLED', '1', 'nothing: alarms read the metrics'],
  ['POWERTOOLS_DEV', 'true', 'nothing: it turns metrics off'],
  ['AWS_LAMBDA_LOG_LEVEL', 'ERROR', 'TRACE, DEBUG or INFO'],
  ['REVOCATIONS_TABLE', undefined, 'the name of a table'],
  ['MAX_BODY_BYTES', '8 KB', 'a whole number of bytes'],
  ['MAX_BODY_BYTES', '0', 'a whole number of bytes'],
  ['ACCOUNTS_TABLE', undefined, 'the name of a table'],
])('%s = %j stops the start in one line', (name, value, wants) => {
  const got = value === undefined ? 'nothing' : JSON.stringify(value);
  const line = `environment: ${name}: got ${got}, takes ${wants}`;
  const read = () => readEnvironment(own, { ...set, [name]: value });
  expect(read).toThrow(line);
  expect(read).not.toThrow(/\n/);
});

describe('an issuer that is not our user pool', () => {
  const claims = { AUDIENCE: 'api://wallet', SCOPE_CLAIM: 'scp', CLIENT_CLAIM: 'cid', USER_CLAIM: 'uid' };
  const own = (): Record<string, string | undefined> => {
    const { RESOURCE_SERVER: _server, ...rest } = set;
    return { ...rest, ISSUER: 'https://example.okta.com/oauth2/default', ...claims };
  };

  test('its tokens are read by its claims, and its keys are where it says they are', () =>
    expect(fromEnvironment(readEnvironment({}, own()), client).token).toMatchObject({
      issuer: 'https://example.okta.com/oauth2/default',
      jwksUri: 'https://example.okta.com/oauth2/default/.well-known/openid-configuration',
      resourceServer: undefined,
      tokens: { audience: 'api://wallet', scopes: 'scp', client: 'cid', user: 'uid', saysItsUse: false },
    }));

  test.each([
    ['cid', undefined],
    ['azp', '@clients'],
    ['client_id', '@clients'],
  ])(
    "partners' systems by %s: what stands behind their client ids is %s, and the registry alone binds",
    (claim, suffix) => {
      const partner = { PROFILE: 'partner', CERTIFICATES_TABLE: 'portcullis-example-certificates' };
      const options = (more: object) =>
        fromEnvironment(readEnvironment({}, { ...own(), CLIENT_CLAIM: claim, ...more }), client);
      const { token, binding } = options(partner);
      expect(token).toHaveProperty('tokens.client', claim);
      expect('tokens' in token ? token.tokens?.systemSuffix : null).toBe(suffix);
      expect(binding).toMatchObject({ owner: 'client', confirmation: 'where present' });
      expect(options({}).token).not.toHaveProperty('tokens.systemSuffix');
      const ofPool = fromEnvironment(readEnvironment({}, { ...set, ...partner }), client);
      expect(ofPool.binding).toMatchObject({ owner: 'client', confirmation: 'required' });
    },
  );

  test.each([...Object.keys(claims), 'ISSUER', 'CLIENT_IDS'])('without %s nothing starts', name =>
    expect(() => readEnvironment({}, { ...own(), [name]: undefined })).toThrow(/^environment: [A-Z_]+: got /),
  );

  test.each(Object.entries(claims))('beside a user pool, %s stops the start', (name, value) =>
    expect(() => readEnvironment({}, { ...set, [name]: value })).toThrow(/^environment: [A-Z_]+: got /),
  );
});
