/** Certificates: keys, issuing, reading, linting. Pure: no network, no clock but the one it is given or the machine's. */
export { generateKeyPair, localSigner, type Signer } from './keys';
export { issueAuthority, issueLeaf, type Issuer, type LeafRequest } from './issue';
export { pemBundle, readCertificate, type CertificateFacts, type SubjectNames } from './read';
export { lintTruststore } from './lint';
