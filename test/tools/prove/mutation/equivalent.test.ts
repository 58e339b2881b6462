import type { Exchange } from '../../../../tools/local/edge/exchange';
import { securityPolicy } from '../../../../tools/local/edge/security-policies';
import { refusePlainHttp } from '../../../../tools/local/edge/viewer-protocol';
import { createLedger } from '../../../../tools/local/ledger';
import { asText } from '../../../../tools/prove/values';
import { nameOf, type Mutant } from '../../../../tools/score/mutant';
import { get } from '../../../lib/paths';
import { mayByOwn, statementsOf } from './access';
import { domainTakes, equivalents, judgements, letBy, modelWith, propertiesOf, rightsToAuthority } from './equivalents';

/** Every mutant that is called equivalent, and what shows that the defence still stands: one showing for each reason. */

type Shows = (mutant: Mutant) => void | Promise<void>;

const behaviour = 'DistributionConfig.DefaultCacheBehavior';
const origin = 'DistributionConfig.Origins.0.CustomOriginConfig';

/** What the edge answers to plain HTTP, with the mutant in its templates. */
function plainHttp(mutant: Mutant): number | undefined {
  const exchange = {
    id: 'x',
    viewer: {},
    behaviour: {
      viewerProtocol: get(propertiesOf('Distribution', modelWith(mutant)), `${behaviour}.ViewerProtocolPolicy`),
    },
    incoming: { path: '/accounts', query: undefined, headers: [['host', 'api.example.com']] },
  } as unknown as Exchange;
  return refusePlainHttp(exchange, createLedger())?.status;
}

/** The domain of the API refuses TLS 1.0 and 1.1, so no offer of older versions comes to anything. */
const domainRefusesOldTls: Shows = async () => {
  expect(await domainTakes('TLSv1')).toBe(false);
  expect(await domainTakes('TLSv1.1')).toBe(false);
  expect(await domainTakes('TLSv1.2')).toBe(true);
};

const sameRightsToAuthority: Shows = mutant => {
  const before = rightsToAuthority(modelWith());
  expect(before).toContain('portcullis-example-origin-hop-leaf Sign');
  expect(before).not.toContain('administrator Sign');
  expect(rightsToAuthority(modelWith(mutant))).toEqual(before);
};

const shown: Readonly<Record<string, Shows>> = {
  'plain HTTP is answered with a redirect, never served': mutant => expect(plainHttp(mutant)).toBe(301),

  'viewers are served over HTTPS only, so what matches them is HTTPS': mutant => {
    expect(get(propertiesOf('Distribution', modelWith(mutant)), `${origin}.OriginProtocolPolicy`)).toBe('match-viewer');
    expect(plainHttp(mutant)).toBe(403);
  },

  'the domain behind is TLS_1_2, so nothing older is spoken whatever is offered': async mutant => {
    const { DomainNameConfigurations: configurations } = propertiesOf('OriginDomain', modelWith(mutant));
    expect(get(configurations, '0.SecurityPolicy')).toBe('TLS_1_2');
    await domainRefusesOldTls(mutant);
  },

  'TLSv1.2_2021 refuses TLS 1.0 and 1.1 as well': ({ value }) =>
    expect(securityPolicy(asText(value)).minVersion).toBe('TLSv1.2'),

  '300 seconds is the default': mutant => {
    const before = judgements(propertiesOf(mutant.place, modelWith()));
    expect(before).toMatch(/^\.+x+\.+$/);
    expect(judgements(propertiesOf(mutant.place, modelWith(mutant)))).toBe(before);
  },

  'a domain of an HTTP API is TLS_1_2': domainRefusesOldTls,

  'SourceArn names the account as well': mutant => {
    const { SourceArn, SourceAccount } = propertiesOf(mutant.place, modelWith());
    expect(asText(SourceArn).split(':')[4]).toBe(SourceAccount);
    expect(propertiesOf(mutant.place, modelWith(mutant))['SourceArn']).toBe(SourceArn);
  },

  'the throttle of the stage holds every route without one of its own': mutant => {
    for (const admitted of letBy(propertiesOf('Stage', modelWith(mutant)))) expect(admitted).toBeLessThan(2_000);
  },

  'the condition still names the two roles, and their own policies let them do no more': sameRightsToAuthority,

  'used through DynamoDB only, where no other table is open to it': mutant => {
    const rights = statementsOf(propertiesOf(mutant.place, modelWith(mutant))['PolicyDocument']);
    const caller = { arn: 'role', account: '', rights };
    expect(mayByOwn(caller, 'kms:Decrypt', {})).toBe(false);
    expect(mayByOwn(caller, 'kms:Decrypt', { 'kms:ViaService': 'dynamodb.eu-west-1.amazonaws.com' })).toBe(true);
    const tables = rights.filter(({ Action }) => JSON.stringify(Action).includes('dynamodb:'));
    expect(tables.length).toBeGreaterThan(0);
    for (const table of tables.flatMap(({ Resource }) => Resource))
      expect(table).toMatch(/^⟦portcullis-example-data\/\w+\.Arn⟧(?:\/index\/byOwner)?$/);
  },
};

test('each reason has a showing, and each showing a mutant', () =>
  expect(Object.keys(shown).sort()).toEqual([...new Set(equivalents.map(({ because }) => because))].sort()));

test.each(equivalents.map(({ mutant, because }) => [nameOf(mutant), because, mutant] as const))(
  '%s: %s',
  async (_name, because, mutant) => {
    await shown[because]?.(mutant);
    expect.hasAssertions();
  },
);
