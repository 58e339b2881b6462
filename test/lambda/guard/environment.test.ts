import { fromEnvironment, readEnvironment, tableName } from '../../../lambda/guard/environment';
import { guard } from '../../../lambda/guard/guard';
import { operations } from '../../../lambda/accounts/operations';
import { routes } from '../../../lambda/accounts/routes';
import { authority, identity } from './support/certificates';

let set: Record<string, string>;
let pems: readonly string[];

beforeAll(async () => {
  const generations = [await authority(), await authority('CN=portcullis-test origin-hop CA b')];
  pems = generations.map(({ certificate }) => certificate.trim());
  set = {
    ISSUER: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abcdef123',
    CLIENT_IDS: '7abc123def,8abc123def',
    RESOURCE_SERVER: 'wallet',
    ORIGIN_HOP_AUTHORITIES: pems.join('\n'),
    ORIGIN_HOP_IDENTITY: identity,
    MAX_BODY_BYTES: '8192',
    ACCOUNTS_TABLE: 'portcullis-example-accounts',
    PATH: '/usr/bin',
  };
});

const own = { ACCOUNTS_TABLE: tableName };

test('is read once into typed values, and sets every stage up', () => {
  const environment = readEnvironment(own, set);
  expect(environment).toEqual({
    ISSUER: set['ISSUER'],
    CLIENT_IDS: ['7abc123def', '8abc123def'],
    RESOURCE_SERVER: 'wallet',
    ORIGIN_HOP_AUTHORITIES: pems,
    ORIGIN_HOP_IDENTITY: identity,
    MAX_BODY_BYTES: 8192,
    ACCOUNTS_TABLE: 'portcullis-example-accounts',
  });
  const never = async () => Promise.reject(new Error('not asked'));
  const store = operations({ read: never, listOf: never });
  expect(guard({ ...fromEnvironment(environment), routes, operations: store })).toBeInstanceOf(Function);
});

test.each([
  ['ISSUER', 'http://localhost/pool', 'the https:// URL'],
  ['ISSUER', undefined, 'the https:// URL'],
  ['CLIENT_IDS', '', 'client ids'],
  ['CLIENT_IDS', 'a,,b', 'client ids'],
  ['RESOURCE_SERVER', 'wallet/', 'the name of the resource server'],
  ['ORIGIN_HOP_AUTHORITIES', 'none', 'one PEM certificate or more'],
  ['ORIGIN_HOP_AUTHORITIES', undefined, 'one PEM certificate or more'],
  ['ORIGIN_HOP_IDENTITY', 'edge', 'a URI'],
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
