import { X509Certificate } from 'node:crypto';
import { renewal, type Gauge } from '../../../lambda/origin-hop-leaf/renewal';
import { readCertificate } from '../../../lambda/x509';
import { setClock } from '../aws/clock';
import { bucket, home, startDeployment, type Deployment } from '../aws/deployment';

const day = 86_400_000;
const start = Date.parse('2026-01-01T00:00:00Z');

let cloud: Deployment;
beforeEach(async () => {
  jest.spyOn(console, 'log').mockReturnValue();
  setClock(start);
  cloud = await startDeployment();
  await certified('a');
});
afterEach(async () => {
  await cloud.stop();
  jest.useRealTimers();
  jest.restoreAllMocks();
});

const certified = (generation: string) => cloud.request(cloud.authority, cloud.generation(generation));

const properties = (generation = 'a') => ({
  KeyAlias: cloud.generation(generation).KeyAlias,
  KeyRegion: home,
  Bucket: bucket,
  AuthorityKey: `origin-hop/ca/${generation}.pem`,
  Subject: 'CN=example edge',
  Identity: 'urn:portcullis:edge:example',
  DomainName: 'origin.api.example.com',
  ValidityDays: '90',
});

/** The certificate of the last deploy, and what a day does to it. */
async function deployed() {
  const { PhysicalResourceId: certificateArn } = await cloud.request(cloud.leaf, properties());
  const measured: [Gauge, number][] = [];
  const renew = renewal(cloud.leafClients, (gauge, value) => void measured.push([gauge, value]));
  const current = () => readCertificate(cloud.acm.certificate(certificateArn)?.certificate ?? '');
  return {
    certificateArn,
    current,
    /** Runs the renewal on a day; gives what was measured, and whether it failed. */
    on: async (days: number, generation = 'a') => {
      jest.setSystemTime(start + days * day);
      measured.length = 0;
      const failed = await renew({ action: 'renew', certificateArn, properties: properties(generation) }).then(
        () => false,
        () => true,
      );
      return { failed, measured: Object.fromEntries(measured) };
    },
    valid: () => current().notAfter.getTime() > Date.now() && current().notBefore.getTime() <= Date.now(),
  };
}

test('renews with a third of its life left, not before, over the same ARN', async () => {
  const { on, current, certificateArn } = await deployed();
  const first = current();
  expect(await on(59)).toEqual({
    failed: false,
    measured: {
      OriginHopLeafDaysLeft: expect.closeTo(31, 1),
      OriginHopAuthorityDaysLeft: expect.closeTo(3_650 - 59, 0),
      OriginHopRenewalFailed: 0,
    },
  });
  expect(current().serialNumber).toBe(first.serialNumber);
  expect(await on(60.1)).toMatchObject({ failed: false, measured: { OriginHopRenewed: 1, OriginHopRenewalFailed: 0 } });
  const second = current();
  expect(second.serialNumber).not.toBe(first.serialNumber);
  expect(second.notAfter.getTime()).toBeGreaterThan(start + 149 * day);
  expect(cloud.acm.list('us-east-1')).toEqual([certificateArn]);
  // A new key each time, and the chain that the truststore knows.
  const keyed = cloud.acm.certificate(certificateArn);
  expect(new X509Certificate(keyed?.certificate ?? '').checkIssued(new X509Certificate(keyed?.chain ?? ''))).toBe(true);
  expect(Buffer.from(second.spki).equals(Buffer.from(first.spki))).toBe(false);
});

test('fourteen days of failing renewals say so every day and cost nothing; the fifteenth renews', async () => {
  const { on, current, valid } = await deployed();
  const first = current().serialNumber;
  for (let passed = 60.5; passed < 74; passed += 1) {
    const lift = cloud.kms.fail('Sign', 'AccessDeniedException', { status: 400 });
    expect(await on(passed)).toMatchObject({ failed: true, measured: { OriginHopRenewalFailed: 1 } });
    expect({ serial: current().serialNumber, valid: valid() }).toEqual({ serial: first, valid: true });
    lift();
  }
  expect(await on(74.5)).toMatchObject({ failed: false, measured: { OriginHopRenewed: 1, OriginHopRenewalFailed: 0 } });
  expect(current().serialNumber).not.toBe(first);
  expect(valid()).toBe(true);
});

test('signs with the CA that the last deploy pinned, whatever is being prepared', async () => {
  const { on, current } = await deployed();
  await certified('b');
  await on(61, 'b');
  expect(current().issuer).toBe('CN=example origin-hop CA b');
});

test('a certificate that is gone is not made anew behind the deployment’s back', async () => {
  const { on, certificateArn } = await deployed();
  await cloud.request(cloud.leaf, properties(), { RequestType: 'Delete', PhysicalResourceId: certificateArn });
  expect(await on(61)).toMatchObject({ failed: true, measured: { OriginHopRenewalFailed: 1 } });
  expect(cloud.acm.list('us-east-1')).toEqual([]);
});

test('says weeks ahead that a renewal would fail', async () => {
  const { on } = await deployed();
  cloud.s3.put(bucket, 'origin-hop/ca/a.pem', 'not a certificate');
  expect(await on(2)).toMatchObject({ failed: true, measured: { OriginHopRenewalFailed: 1 } });
});
