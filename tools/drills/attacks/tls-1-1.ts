import { drillOfTlsVersion } from '../tls-version';

export default drillOfTlsVersion(
  { id: 'tls-1-1', title: 'offers nothing newer than TLS 1.1', owasp: 'API8' },
  'TLSv1.1',
);
