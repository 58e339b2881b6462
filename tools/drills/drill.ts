import type { ClientCertificate } from './client';
import { readCertificate } from '../../lambda/x509';
import { callGateway } from './direct';
import { edgeCertificate } from './certificates';
import { certificateOf } from './client-authority';
import { signingRequest, type SigningRequest, type Wishes } from './csr';
import { withAnswer } from './lent';
import { outcomeOf } from './outcome';
import type { Call, Drill, Field } from './types';
import { claimsOf } from './tokens';
import { listAccounts, transfer, transferOnce } from './wallet';

/** What many drills have in common; each still stands in a file of its own. */

type Named = Pick<Drill, 'id' | 'title' | 'owasp' | 'profiles' | 'ingresses' | 'issuer'>;

/** A call that lists accounts, and what the attacker sends in its place. */
export const drillOfToken = (named: Named, attack: (field: Field, honest: Call) => Call | Promise<Call>): Drill => ({
  ...named,
  layer: 'auth',
  // The guard believes nobody about tokens, the gateway included.
  behind: 'service',
  attack: async field => outcomeOf(await field.call(await attack(field, listAccounts(field)))),
  twin: async field => outcomeOf(await field.call(listAccounts(field))),
});

/** A token of the issuer's own key with one thing wrong in its claims or header, which only the guard looks at. */
export const drillOfClaims = (
  named: Named,
  claims: (field: Field) => Readonly<Record<string, unknown>>,
  header?: Readonly<Record<string, unknown>>,
): Drill => ({
  ...named,
  layer: 'service',
  attack: async field => {
    const { alice, chain } = field;
    const token = await chain.issuer.mint({ ...claimsOf(alice.token), ...claims(field) }, header);
    return outcomeOf(await field.call({ ...listAccounts(field), token }));
  },
  twin: async field => outcomeOf(await field.call(listAccounts(field))),
});

/** A transfer whose body is another altogether, made of the honest one. */
export const drillOfBody = (named: Named, body: (honest: Readonly<Record<string, unknown>>) => unknown): Drill => ({
  ...named,
  layer: 'service',
  attack: async field => {
    const honest = transfer(field);
    return outcomeOf(await field.call({ ...honest, body: body(honest.body) }));
  },
  twin: field => transferOnce(field),
});

/** A transfer with one thing wrong in its body. */
export const drillOfInput = (named: Named, body: (field: Field) => Readonly<Record<string, unknown>>): Drill => ({
  ...named,
  layer: 'service',
  attack: field => transferOnce(field, body(field)),
  twin: field => transferOnce(field),
});

/** A call that lists accounts over a connection with another certificate; the twin shows the caller's own. */
export const drillOfClient = (
  named: Named & Pick<Drill, 'layer' | 'behind'>,
  identity: (field: Field) => ClientCertificate | Promise<ClientCertificate>,
): Drill => ({
  ...named,
  attack: async field => outcomeOf(await field.call({ ...listAccounts(field), certificate: await identity(field) })),
  twin: async field => outcomeOf(await field.call(listAccounts(field))),
});

/** A request for a certificate with one thing wrong; the twin asks with a good one. In `partner` nobody asks for any. */
export const drillOfRequest = (
  named: Pick<Named, 'id' | 'title'>,
  request: (field: Field) => SigningRequest | Promise<SigningRequest>,
): Drill => ({
  ...named,
  layer: 'service',
  profiles: ['managed'],
  attack: async field => withAnswer(field, await request(field), outcomeOf),
  twin: async field => withAnswer(field, await signingRequest(), outcomeOf),
});

/**
 * A request for a certificate in Bob's name, to use his token with. The request is served, but nothing of what it asks for is in the
 * certificate, nor would that help: the registry has it as Alice's.
 */
export const drillOfName = (named: Pick<Named, 'id' | 'title'>, wishes: (field: Field) => Wishes): Drill => ({
  ...named,
  layer: 'service',
  profiles: ['managed'],
  attack: async field =>
    withAnswer(field, await signingRequest(wishes(field)), async (answer, certificate) => {
      if (certificate === undefined) return outcomeOf(answer);
      const got = readCertificate(certificate.certificate);
      const bobs = readCertificate(certificateOf(field.bob).certificate);
      if (got.subject === bobs.subject || got.names.uris?.some(uri => bobs.names.uris?.includes(uri)))
        return { served: true, saw: 'the name' };
      return outcomeOf(await field.call({ ...listAccounts(field), token: field.bob.token, certificate }));
    }),
  twin: async field =>
    withAnswer(field, await signingRequest(), async (answer, certificate) =>
      certificate === undefined
        ? outcomeOf(answer)
        : outcomeOf(await field.call({ ...listAccounts(field), certificate })),
    ),
});

/** What the edge writes about a request before it goes on: which door it came through, and whose certificate was shown. */
export function asTheEdgeWouldSay({ alice }: Field, call: Call): Call {
  const headers: Record<string, string> = { ...call.headers, 'portcullis-door': 'api' };
  if (alice.certificate !== undefined) {
    const { fingerprint, serialNumber } = readCertificate(alice.certificate.certificate);
    headers['portcullis-client-cert-sha256'] = fingerprint;
    headers['portcullis-client-cert-serial'] = serialNumber;
  }
  return { ...call, headers };
}

/** A call straight to the gateway with a certificate that is not the edge's; the twin shows the edge's own. */
export const drillOfOrigin = (
  named: Named & Pick<Drill, 'layer' | 'behind'>,
  identity: (field: Field) => Promise<ClientCertificate | undefined>,
  dressed: (call: Call) => Call = call => call,
): Drill => ({
  ...named,
  attack: async field =>
    callGateway(field, dressed(asTheEdgeWouldSay(field, listAccounts(field))), await identity(field)),
  twin: async field =>
    callGateway(field, asTheEdgeWouldSay(field, listAccounts(field)), await edgeCertificate(field.chain.world)),
});
