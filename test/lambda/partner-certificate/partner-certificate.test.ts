import type { CertificatesAnswer, CertificatesRequest } from '../../../lambda/certificates/protocol';
import { partnerCertificate } from '../../../lambda/partner-certificate/partner-certificate';
import { readCertificate } from '../../../lambda/x509';
import { authority, leaf } from '../guard/support/certificates';

let certificate: string;
let thumbprint: string;
beforeAll(async () => {
  certificate = await leaf(await authority('CN=acme CA'));
  thumbprint = readCertificate(certificate).fingerprint;
});

const change = { stackId: 'stack', logicalId: 'Acme', signal: AbortSignal.timeout(1_000), timeLeft: () => 1_000 };
const properties = () => ({
  FunctionName: 'certificates',
  ClientId: 'acme0client',
  Partner: 'acme',
  Certificate: certificate,
});

/** The resource, with the certificates function answering this, and what it was asked. */
function asking(answer: CertificatesAnswer) {
  const asked: [string, CertificatesRequest][] = [];
  const resource = partnerCertificate(async (name, request) => {
    asked.push([name, request]);
    return answer;
  });
  return { resource, asked };
}
const refusal = (
  code: 'certificate_known' | 'certificate_unknown' | 'key_weak' | 'owner_limit',
): CertificatesAnswer => ({
  ok: false,
  code,
  detail: 'so it is',
});
const registered = (): CertificatesAnswer => ({
  ok: true,
  thumbprint,
  serialNumber: '1',
  notAfter: '',
  deviceId: 'acme',
});

describe('declared', () => {
  test('a certificate is registered to the client of its partner, and is known by its thumbprint', async () => {
    const { resource, asked } = asking(registered());
    expect(await resource.apply({ ...change, properties: properties() })).toEqual({
      physicalId: thumbprint,
      attributes: {},
    });
    expect(asked).toEqual([
      [
        'certificates',
        {
          action: 'register',
          certificate,
          owner: { kind: 'client', id: 'acme0client' },
          deviceId: 'acme',
          requestedBy: 'the configuration',
        },
      ],
    ]);
  });

  test('again, it is the same resource', async () =>
    expect(
      await asking(refusal('certificate_known')).resource.apply({ ...change, properties: properties() }),
    ).toMatchObject({ physicalId: thumbprint }));

  test.each(['key_weak', 'owner_limit'] as const)('refused with %s, the deployment stops and says why', async code =>
    expect(asking(refusal(code)).resource.apply({ ...change, properties: properties() })).rejects.toThrow(
      `not registered: ${code}: so it is`,
    ),
  );
});

describe('declared no longer', () => {
  const removal = (physicalId: string) => ({ ...change, properties: properties(), physicalId });

  test('it is revoked', async () => {
    const { resource, asked } = asking({ ok: true, thumbprint, revokedAt: '2026-11-20T12:00:00Z' });
    expect(await resource.remove(removal(thumbprint))).toContain('revoked');
    expect(asked).toMatchObject([['certificates', { action: 'revoke', thumbprint, reason: 'cessationOfOperation' }]]);
  });

  test('one that is in no registry is gone already', async () =>
    expect(await asking(refusal('certificate_unknown')).resource.remove(removal(thumbprint))).toContain(
      'not in the registry',
    ));

  test('one that was never made asks for nothing', async () => {
    const { resource, asked } = asking(registered());
    expect(await resource.remove(removal('Acme:never-made'))).toContain('nothing was registered');
    expect(asked).toEqual([]);
  });

  test('one that cannot be revoked is not called gone', async () =>
    expect(asking(refusal('owner_limit')).resource.remove(removal(thumbprint))).rejects.toThrow('not revoked'));
});
