import type { SecureVersion } from 'node:tls';
import { open } from './client';
import { outcomeOf } from './outcome';
import type { Drill, Field, Outcome } from './types';
import { listAccounts } from './wallet';

/** A client of one TLS version. OpenSSL speaks those before 1.2 only at security level 0 (RFC 8996 ended them). */
export const drillOfTlsVersion = (named: Pick<Drill, 'id' | 'title' | 'owasp'>, version: SecureVersion): Drill => ({
  ...named,
  layer: 'tls',
  attack: field => callWith(field, version),
  twin: field => callWith(field, 'TLSv1.2'),
});

async function callWith(field: Field, version: SecureVersion): Promise<Outcome> {
  const { entry, world } = field.chain;
  const client = open({
    url: entry.url,
    port: entry.proxyPort,
    ca: world.publicCa.certificate,
    from: field.address,
    certificate: field.alice.certificate,
    tls: { minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' },
  });
  try {
    return outcomeOf(await client.call(listAccounts(field)));
  } finally {
    await client.close();
  }
}
