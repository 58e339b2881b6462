import { madeUpAuthority } from '../certificates';
import { copyOf } from '../client-authority';
import { drillOfClient } from '../drill';

/** How the CA of the same blueprint, deployed once more for other clients, and its certificates are called. */
const others = {
  managed: { prefix: 'portcullis-partner', uri: 'urn:portcullis:partner:acme', id: 'acme' },
  partner: { prefix: 'portcullis-managed', uri: 'urn:portcullis:device:4a3f', id: '4a3f' },
} as const;

export default drillOfClient(
  { id: 'client-other-profile', title: "shows another profile's certificate", layer: 'client-mtls' },
  async ({ alice, chain }) => {
    const { prefix, uri, id } = others[chain.system.profile === 'partner' ? 'partner' : 'managed'];
    const authority = await madeUpAuthority(`O=${prefix} clients, CN=issuing a`);
    return copyOf(alice, authority, { subject: `O=${prefix} clients, CN=${id}`, names: { uris: [uri] } });
  },
);
