/** Certificates: keys, issuing, reading, linting. Pure: no network, no clock but the one it is given or the machine's. */
export { CertificateError, type CertificateErrorCode } from './error';
export { generateKeyPair, localSigner, type KeyPair, type Signer } from './keys';
export {
  issueAuthority,
  issueLeaf,
  type AuthorityRequest,
  type Issuer,
  type LeafRequest,
  type Validity,
} from './issue';
export {
  pemBundle,
  readCertificate,
  type CertificateFacts,
  type ExtendedKeyUsage,
  type KeyUsage,
  type SubjectNames,
} from './read';
export { lintTruststore } from './lint';
