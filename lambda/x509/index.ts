/** Certificates: keys, issuing, reading, linting. Pure: no network, no clock but the one it is given or the machine's. */
export { CertificateError } from './error';
export { generateKeyPair, holderKeyOf, localSigner, type Signer } from './keys';
export { issueAuthority, issueLeaf, type Issuer, type LeafRequest } from './issue';
export { clientId, issueClientLeaf } from './client';
export { issueCrl, revocationReasons, readCrl, type RevocationReason, type RevokedCertificate } from './crl';
export { keyIdOf, readSigningRequest } from './request';
export { pemBundle, readCertificate, type CertificateFacts, type SubjectNames } from './read';
export { revocationKey, serialHex } from './serial';
export { describeFinding, lintFiles, lintTruststore, type TruststoreFile } from './lint';
export type { Finding } from './lint-rules';
