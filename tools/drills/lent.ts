import { certificateOf, idIn } from './client-authority';
import type { ClientCertificate } from './client';
import { enrolmentCall, issuedIn, issueFor, revoke } from './devices';
import type { SigningRequest } from './csr';
import { signIn } from './sign-in';
import type { Answer, Call, Field } from './types';

/** Certificates that a drill has for a while: a user has room for a few devices, and the next drill wants that room. */

/** A second certificate of Alice's, issued by an operator, with a token that goes with it; revoked at the end. */
export async function withCertificate<T>(
  { chain, alice }: Field,
  use: (holder: { readonly certificate: ClientCertificate; readonly token: string }) => Promise<T>,
): Promise<T> {
  const certificate = await issueFor(chain, { id: alice.sub, name: alice.username });
  try {
    // A person's token goes with each of their devices; a partner's is of one certificate.
    const { token } = chain.system.profile === 'partner' ? await signIn(chain, alice.username, certificate) : alice;
    return await use({ certificate, token });
  } finally {
    await revoke(chain, certificate);
  }
}

/** As a device asks for a certificate: at the enrolment door, or where there is none for its own renewal. */
export function requestOf({ chain, alice }: Field, csr: string): Call {
  if (chain.enrol !== undefined) return enrolmentCall(alice.token, csr);
  return renewalCall(alice.token, certificateOf(alice), csr);
}

/** The request with which the device of a certificate asks for the next one. */
export const renewalCall = (token: string, certificate: ClientCertificate, csr: string): Call => ({
  method: 'POST',
  path: `/devices/${idIn(certificate)}/certificates`,
  token,
  body: { csr },
});

/** Asks for a certificate, has a look at what comes, and gives the place of the device free again. */
export async function withAnswer<T>(
  field: Field,
  { csr, privateKey }: SigningRequest,
  use: (answer: Answer, certificate: ClientCertificate | undefined) => T | Promise<T>,
  headers: Call['headers'] = {},
): Promise<T> {
  const answer = await field.call({ ...requestOf(field, csr), headers });
  const certificate = issuedIn(answer, privateKey);
  try {
    return await use(answer, certificate);
  } finally {
    if (certificate !== undefined && field.chain.enrol !== undefined) await revoke(field.chain, certificate);
  }
}
