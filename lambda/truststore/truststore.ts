import { createHash } from 'node:crypto';
import { onlyCertificate } from '../aws/kept';
import { placeOf, readObject, uriOf, writeObject, type Place } from '../aws/objects';
import type { S3 } from '../aws/s3';
import { optionalList, text, type Change, type CustomResource, type Properties } from '../custom-resource';
import { describeFinding, lintFiles, pemBundle } from '../x509';

interface Clients {
  /** The function's own Region. */
  readonly here: string;
  readonly s3: (region: string) => S3;
}

/** Publishes the bundle under a name made from its content: the same CAs are the same object and version, always. */
export const truststore = ({ here, s3 }: Clients): CustomResource => ({
  async apply({ properties, signal }: Change) {
    const bucket = text(properties, 'Bucket');
    const folder = text(properties, 'Folder');
    const home = s3(properties['BucketRegion'] === undefined ? here : text(properties, 'BucketRegion'));
    const bundle = (await certificates(properties, { home, here: s3(here) }, signal)).join('');
    // A rollback must find its bundle good even shortly before a CA's end, so only the end itself stops it.
    const problems = lintFiles([{ name: 'truststore', text: bundle }], { alarmDays: 0 });
    if (problems.length > 0) throw new Error(`truststore not published: ${problems.map(describeFinding).join('; ')}`);

    const fingerprint = createHash('sha256').update(bundle).digest('hex');
    const place = { bucket, key: `${folder}/${fingerprint}.pem` };
    const version = await publish(home, place, bundle, signal);
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

/** PEM blocks, each certificate once, in the order of the properties: CAs of ours, then what came with the deployment. */
async function certificates(
  properties: Properties,
  { home, here }: { readonly home: S3; readonly here: S3 },
  signal: AbortSignal,
): Promise<readonly string[]> {
  const bucket = text(properties, 'Bucket');
  const authorities = optionalList(properties, 'AuthorityKeys');
  const bundles = optionalList(properties, 'Bundles');
  if (authorities.length + bundles.length === 0)
    throw new Error('AuthorityKeys, Bundles: got neither, takes one CA or more');
  const found: string[] = [];
  for (const key of authorities) found.push(await certificateAt(home, { bucket, key }, signal));
  for (const uri of bundles) found.push(...(await certificatesAt(here, placeOf(uri), signal)));
  return found;
}

async function certificateAt(s3: S3, place: Place, signal: AbortSignal): Promise<string> {
  return onlyCertificate((await certificatesAt(s3, place, signal)).join(''), place);
}

async function certificatesAt(s3: S3, place: Place, signal: AbortSignal): Promise<string[]> {
  const stored = await readObject(s3, place, signal);
  if (stored === undefined)
    throw new Error(`${uriOf(place)}: there is no such object; deploy the stack that makes this CA first`);
  return pemBundle(stored.text);
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
