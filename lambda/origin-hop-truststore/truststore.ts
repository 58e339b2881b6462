import { createHash } from 'node:crypto';
import { list, text, type Change, type CustomResource } from '../custom-resource';
import { readObject, uriOf, writeObject, type Place } from '../aws/objects';
import type { S3 } from '../aws/s3';
import { lintTruststore, pemBundle } from '../x509';

const folder = 'origin-hop/truststore';

/** Publishes the bundle under a name made from its content: the same CAs are the same object and version, always. */
export const truststore = (s3: S3): CustomResource => ({
  async apply({ properties, signal }: Change) {
    const bucket = text(properties, 'Bucket');
    const places = list(properties, 'AuthorityKeys').map(key => ({ bucket, key }));
    const certificates: string[] = [];
    for (const place of places) certificates.push(await certificateAt(s3, place, signal));
    const bundle = certificates.join('');
    const problems = lintTruststore(bundle);
    if (problems.length > 0) throw new Error(`truststore not published: ${problems.join('; ')}`);

    const fingerprint = createHash('sha256').update(bundle).digest('hex');
    const place = { bucket, key: `${folder}/${fingerprint}.pem` };
    const version = await publish(s3, place, bundle, signal);
    return {
      // The same for every content: the old bundle is no resource of its own that CloudFormation should remove.
      physicalId: `${bucket}/${folder}`,
      attributes: { Uri: uriOf(place), Version: version, Bucket: bucket, Key: place.key, Fingerprint: fingerprint },
    };
  },

  /** Leaves every bundle: the domain may still be using one, and a rollback goes back to one. */
  async remove({ physicalId }) {
    return `the bundles under ${physicalId}/ stay: a rollback goes back to one of them`;
  },
});

async function certificateAt(s3: S3, place: Place, signal: AbortSignal): Promise<string> {
  const stored = await readObject(s3, place, signal);
  if (stored === undefined)
    throw new Error(`${uriOf(place)}: there is no such object; deploy the stack that makes this CA first`);
  const [pem, ...more] = pemBundle(stored.text);
  if (pem === undefined || more.length > 0)
    throw new Error(`${uriOf(place)}: got ${pem === undefined ? 'none' : more.length + 1}, takes one certificate`);
  return pem;
}

/** The version that holds the bundle: the one there is, or a new one. */
async function publish(s3: S3, place: Place, bundle: string, signal: AbortSignal): Promise<string> {
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    const stored = await readObject(s3, place, signal);
    if (stored?.text === bundle) return stored.version;
    // Something else under this name was not written here; the domain is pinned to a version, so it gets a right one.
    const version = await writeObject(s3, place, { text: bundle, over: stored }, signal);
    if (version !== undefined) return version;
  }
  throw new Error(`${uriOf(place)}: somebody else keeps writing it; find out who, then deploy again`);
}
