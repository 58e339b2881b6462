import { drillOfTlsVersion } from '../tls-version';

export default drillOfTlsVersion({ id: 'tls-1-0', title: 'offers nothing newer than TLS 1.0', owasp: 'API8' }, 'TLSv1');
