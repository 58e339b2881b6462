import type { CertificatesAnswer, CertificatesRequest } from '../../../lambda/certificates/protocol';
import { enrolmentPolicies } from '../../../lambda/devices/enrolment';
import {
  devicesOf,
  enrol,
  renew,
  revoke,
  view,
  type AskCertificates,
  type Device,
} from '../../../lambda/devices/logic';
import type { RegistryItem } from '../../../lambda/devices/schemas';

const now = new Date('2026-11-25T12:00:00Z');
const { development, refused } = enrolmentPolicies;

const item = (of: Partial<RegistryItem>): RegistryItem => ({
  thumbprint: 'aa',
  serialNumber: '1f',
  owner: 'user#alice',
  deviceId: 'd-1',
  issuedAt: '2026-11-01T00:00:00.000Z',
  notAfter: '2026-12-01T00:00:00.000Z',
  state: 'active',
  ...of,
});

const storeOf = (...items: RegistryItem[]) => ({
  certificatesOf: async (owner: string) => items.filter(each => each.owner === owner),
});

const certificate = {
  ok: true,
  thumbprint: 'bb',
  serialNumber: '2f',
  notAfter: '2026-12-25T12:00:00.000Z',
  deviceId: 'd-2',
  certificate: 'PEM',
  chain: 'PEM',
} as const;

/** The certificates function: notes what it is asked, and answers as told. */
function asked(...answers: CertificatesAnswer[]): AskCertificates & { readonly requests: CertificatesRequest[] } {
  const requests: CertificatesRequest[] = [];
  return Object.assign(
    async (request: CertificatesRequest) => {
      requests.push(request);
      return answers[Math.min(requests.length, answers.length) - 1] ?? certificate;
    },
    { requests },
  );
}

describe('enrolling', () => {
  const device = { sub: 'alice', csr: 'CSR', evidence: undefined };

  test('asks for a certificate of the caller, under an id that nobody can choose', async () => {
    const ask = asked(certificate);
    await expect(enrol({ policy: development, ask }, device)).resolves.toMatchObject({ certificate: 'PEM' });
    await enrol({ policy: development, ask }, device);
    const [first, second] = ask.requests;
    expect(first).toMatchObject({
      action: 'issue',
      csr: 'CSR',
      owner: { kind: 'user', id: 'alice' },
      requestedBy: 'alice',
    });
    expect(first).not.toHaveProperty('replaces');
    const ids = [first, second].map(request => (request as { deviceId: string }).deviceId);
    expect(ids[0]).toMatch(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(new Set(ids).size).toBe(2);
  });

  test('by default nobody gets in, and nothing is asked for', async () => {
    const ask = asked();
    const refusal = enrol({ policy: refused, ask }, device);
    await expect(refusal).rejects.toMatchObject({ status: 403, code: 'enrolment_refused' });
    expect(ask.requests).toEqual([]);
  });

  test('the policy sees who asks, and what the device sent for it', async () => {
    const policy = jest.fn(async () => undefined);
    await enrol({ policy, ask: asked() }, { ...device, evidence: 'verdict' });
    expect(policy).toHaveBeenCalledWith({ sub: 'alice', evidence: 'verdict' });
  });

  test('a policy that fails lets nobody in', async () => {
    const ask = asked();
    const policy = async () => {
      throw new Error('the MDM does not answer');
    };
    await expect(enrol({ policy, ask }, device)).rejects.toThrow('the MDM does not answer');
    expect(ask.requests).toEqual([]);
  });

  test.each([
    ['csr_unreadable', 400, 'csr_unreadable'],
    ['csr_signature', 400, 'csr_signature'],
    ['key_weak', 400, 'key_weak'],
    ['key_reused', 409, 'key_reused'],
    ['owner_limit', 409, 'device_limit'],
  ] as const)('%s is a problem of the caller: %i %s', async (code, status, told) => {
    const ask = asked({ ok: false, code, detail: 'why' });
    await expect(enrol({ policy: development, ask }, device)).rejects.toMatchObject({ status, code: told });
  });

  test.each(['no_authority', 'certificate_unknown'] as const)('%s is a fault of ours, told to nobody', async code => {
    const ask = asked({ ok: false, code, detail: 'why' });
    await expect(enrol({ policy: development, ask }, device)).rejects.not.toHaveProperty('status');
  });
});

describe('renewing', () => {
  const over = { deviceId: 'd-1', thumbprint: 'aa' };

  test('is for the device that asks, and names the certificate before', async () => {
    const ask = asked(certificate);
    await renew(ask, { sub: 'alice', deviceId: 'd-1', csr: 'CSR', over });
    expect(ask.requests).toMatchObject([{ action: 'issue', deviceId: 'd-1', replaces: 'aa' }]);
  });

  test('no device renews another', async () => {
    const ask = asked();
    const refusal = renew(ask, { sub: 'alice', deviceId: 'd-2', csr: 'CSR', over });
    await expect(refusal).rejects.toMatchObject({ status: 403, code: 'device_is_another' });
    expect(ask.requests).toEqual([]);
  });
});

describe('the list', () => {
  test("is of the caller's devices, newest first, with the one that asks", async () => {
    const store = storeOf(
      item({}),
      item({
        thumbprint: 'ab',
        serialNumber: '20',
        issuedAt: '2026-11-20T00:00:00.000Z',
        notAfter: '2026-12-20T00:00:00.000Z',
      }),
      item({ thumbprint: 'ac', deviceId: 'd-2', state: 'revoked' }),
      item({
        thumbprint: 'ad',
        deviceId: 'd-3',
        notAfter: '2026-11-25T11:59:59.000Z',
        issuedAt: '2026-10-26T00:00:00.000Z',
      }),
      item({ thumbprint: 'ae', deviceId: 'd-4', owner: 'user#bob' }),
    );
    const devices = await devicesOf(store, 'alice');
    expect(devices.map(device => view(device, 'd-1', now))).toEqual([
      {
        deviceId: 'd-1',
        state: 'active',
        serialNumber: '20',
        issuedAt: '2026-11-20T00:00:00.000Z',
        notAfter: '2026-12-20T00:00:00.000Z',
        current: true,
      },
      expect.objectContaining({ deviceId: 'd-2', state: 'revoked', current: false }),
      expect.objectContaining({ deviceId: 'd-3', state: 'expired', current: false }),
    ]);
  });
});

/** The one device of alice. */
async function only(...of: Parameters<typeof devicesOf>): Promise<Device> {
  const [device] = await devicesOf(...of);
  if (device === undefined) throw new Error('no device');
  return device;
}

describe('revoking', () => {
  test('revokes every certificate of the device that is still active', async () => {
    const device = await only(
      storeOf(item({}), item({ thumbprint: 'ab' }), item({ thumbprint: 'ac', state: 'revoked' })),
      'alice',
    );
    const ask = asked({ ok: true, thumbprint: 'aa', revokedAt: now.toISOString() });
    await expect(revoke(ask, device)).resolves.toBe(2);
    expect(ask.requests.map(request => (request as { thumbprint: string }).thumbprint).toSorted()).toEqual([
      'aa',
      'ab',
    ]);
  });

  test('what could not be revoked is no success', async () => {
    const device = await only(storeOf(item({})), 'alice');
    const ask = asked({ ok: false, code: 'certificate_unknown', detail: 'why' });
    await expect(revoke(ask, device)).rejects.toMatchObject({ status: 503 });
  });
});
