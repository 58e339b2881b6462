import type { Json } from '../../../../tools/prove/json';
import { Model } from '../../../../tools/prove/model';
import { read } from '../../../../tools/prove/read';
import type { Mutant } from '../../../../tools/score/mutant';
import { oracle } from '../../../../tools/score/oracle';
import { mutantsOf, mutated } from '../../../../tools/score/walk';
import { compileWebAcl } from '../../../../tools/local/waf/acl';
import { startGateway } from '../../../../tools/local/gateway';
import { createThrottles } from '../../../../tools/local/gateway/throttle';
import { assemblyDirectory } from '../../../assembly';
import { call, clientOf, fixture } from '../../local/gateway/fixture';
import { noSets, request } from '../../local/waf/support';
import { mayWithKey, statementsOf, type Caller } from './access';

/** What the defences of the templates do, asked of the local chain and of IAM's rules, with a mutant in them or without. */

export type Properties = Readonly<Record<string, Json>>;

const { stacks } = read([assemblyDirectory]);

/** The account is known, so that ARNs can be compared. */
const account = '111122223333';
const known = stacks.map(stack => ({ ...stack, account }));

export const equivalents = [...mutantsOf(stacks)].flatMap(mutant => {
  const expectation = oracle.expectation(mutant);
  return expectation?.kind === 'equivalent' ? [{ mutant, because: expectation.because }] : [];
});

export const modelWith = (mutant?: Mutant): Model => new Model(mutant === undefined ? known : mutated(known, mutant));

/** The properties of one resource, evaluated. A name is the logical id without the eight letters that CDK puts behind it. */
export function propertiesOf(of: string | Mutant['place'], model: Model): Properties {
  const found = [...model.resources.values()].filter(({ logicalId, stack }) =>
    typeof of === 'string'
      ? logicalId.replace(/[0-9A-F]{8}$/, '') === of
      : logicalId === of.logicalId && stack.name === of.stack,
  );
  const [resource] = found;
  if (resource === undefined || found.length > 1)
    throw new Error(`${typeof of === 'string' ? of : of.logicalId}: ${found.length} such resources`);
  return model.properties(resource);
}

/** How a web ACL judges one address over some time: faster than it may, then slower. */
export function judgements(webAcl: Properties): string {
  let now = 0;
  const acl = compileWebAcl(webAcl, noSets, () => now);
  const headers: [string, string][] = [
    ['host', 'api.example.com'],
    ['user-agent', 'app'],
  ];
  return Array.from({ length: 3_500 }, (_, i) => {
    now += i < 2_500 ? 100 : 700;
    return acl.evaluate(request({ headers })).allowed ? '.' : 'x';
  }).join('');
}

/** How many of 4,000 requests at once a stage lets by on each route. */
export function letBy(stage: Properties): readonly number[] {
  const admits = createThrottles({ RouteSettings: {}, ...stage });
  return ['GET /accounts', 'GET /accounts/{accountId}', 'POST /transfers', 'GET /transfers/{transferId}'].map(
    key => Array.from({ length: 4_000 }, () => admits(key)).filter(Boolean).length,
  );
}

/** Whether the domain of an HTTP API answers in this version of TLS. */
export async function domainTakes(version: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2'): Promise<boolean> {
  const around = await fixture();
  const gateway = await startGateway(around.world);
  try {
    const tls = { minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    const edge = await clientOf(around.authority);
    return await call(around, { port: gateway.port, ...edge, ...tls }).then(
      () => true,
      () => false,
    );
  } finally {
    await gateway.stop();
  }
}

const role = (name: string): string => `arn:aws:iam::${account}:role/${name}`;
const everything = [{ Effect: 'Allow', Action: '*', Resource: '*' }];

/** Who may do what with the key of the origin-hop CA: the two roles, another of the account, one of another account. */
export function rightsToAuthority(model: Model): readonly string[] {
  const own = (idStart: string) => statementsOf(propertiesOf(`${idStart}RoleDefaultPolicy`, model)['PolicyDocument']);
  const callers: readonly Caller[] = [
    { arn: role('portcullis-example-origin-hop-ca'), account, rights: own('Certify') },
    { arn: role('portcullis-example-origin-hop-leaf'), account, rights: own('OriginHopLeafIssue') },
    { arn: role('administrator'), account, rights: everything },
    { arn: 'arn:aws:iam::444455556666:role/stranger', account: '444455556666', rights: everything },
  ];
  const actions = ['Sign', 'GetPublicKey', 'PutKeyPolicy', 'CreateGrant', 'ScheduleKeyDeletion', 'Decrypt'];
  const facts = {
    'kms:SigningAlgorithm': 'ECDSA_SHA_256',
    'kms:MessageType': 'DIGEST',
    'kms:RequestAlias': 'alias/portcullis-example-origin-hop-ca-a',
  };
  const { KeyPolicy } = propertiesOf('OriginHopaKey', model);
  return callers.flatMap(caller =>
    actions
      .filter(action => mayWithKey(caller, `kms:${action}`, KeyPolicy, facts))
      .map(action => `${caller.arn.split('/')[1] ?? ''} ${action}`),
  );
}
