import type { CertificatesAnswer, CertificatesRequest } from '../certificates/protocol';
import { text, type CustomResource } from '../custom-resource';
import { readCertificate } from '../x509';

/** Asks the certificates function of this name. */
type Ask = (name: string, request: CertificatesRequest) => Promise<unknown>;

const requestedBy = 'the configuration';

/** Keeps a declared certificate registered to its partner's client. */
export const partnerCertificate = (ask: Ask): CustomResource => ({
  async apply({ properties }) {
    const certificate = text(properties, 'Certificate');
    const thumbprint = readCertificate(certificate).fingerprint;
    const answer = (await ask(text(properties, 'FunctionName'), {
      action: 'register',
      certificate,
      owner: { kind: 'client', id: text(properties, 'ClientId') },
      deviceId: text(properties, 'Partner'),
      requestedBy,
    })) as CertificatesAnswer;
    // The same deployment may come twice. Had it been somebody else's, the partner would get no token with it.
    if (!answer.ok && answer.code !== 'certificate_known')
      throw new Error(`${thumbprint}: not registered: ${answer.code}: ${answer.detail}`);
    return { physicalId: thumbprint, attributes: {} };
  },

  async remove({ properties, physicalId }) {
    // What was never made has an id of CloudFormation's protocol, which is no thumbprint.
    if (!/^[0-9a-f]{64}$/.test(physicalId)) return `${physicalId}: nothing was registered`;
    const answer = (await ask(text(properties, 'FunctionName'), {
      action: 'revoke',
      thumbprint: physicalId,
      reason: 'cessationOfOperation',
      requestedBy,
    })) as CertificatesAnswer;
    if (answer.ok) return `${physicalId}: revoked, as the configuration declares it no longer`;
    if (answer.code === 'certificate_unknown') return `${physicalId}: not in the registry`;
    throw new Error(`${physicalId}: not revoked: ${answer.code}: ${answer.detail}`);
  },
});
