/** What can be wrong with a certificate, a key or a request for one. Tests and callers look at `code`, people at the message. */
type CertificateErrorCode =
  | 'csr_signature'
  | 'csr_unreadable'
  | 'key_type'
  | 'key_unreadable'
  | 'key_weak'
  | 'not_an_authority'
  | 'outlives_issuer'
  | 'private_key'
  | 'request_invalid'
  | 'serial_unreadable'
  | 'signature_invalid'
  | 'signer_mismatch'
  | 'unreadable';

/** One line: what was got, what is taken. Never holds a key or a PEM. */
export class CertificateError extends Error {
  override readonly name = 'CertificateError';
  readonly code: CertificateErrorCode;

  constructor(code: CertificateErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
