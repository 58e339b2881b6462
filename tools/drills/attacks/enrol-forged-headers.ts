import { readCertificate } from '../../../lambda/x509';
import { certificateOf } from '../client-authority';
import { signingRequest } from '../csr';
import { withAnswer } from '../lent';
import { outcomeOf } from '../outcome';
import type { Drill } from '../types';

export default {
  id: 'enrol-forged-headers',
  title: 'claims a certificate in headers, shows none',
  layer: 'waf',
  profiles: ['managed'],
  ingresses: ['edge'],
  attack: async field => {
    const { fingerprint, serialNumber } = readCertificate(certificateOf(field.alice).certificate);
    const { csr, privateKey } = await signingRequest();
    const headers = {
      'cloudfront-viewer-cert-present': '1',
      'cloudfront-viewer-cert-sha256': fingerprint,
      'cloudfront-viewer-cert-serial-number': serialNumber,
    };
    return withAnswer(field, { csr, privateKey }, outcomeOf, headers);
  },
  twin: async field => withAnswer(field, await signingRequest(), outcomeOf),
} satisfies Drill;
