import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { ACMClient } from '@aws-sdk/client-acm';
import { customResource, type CustomResource } from '../../../lambda/custom-resource';
import { clientAuthority } from '../../../lambda/client-authority/authority';
import { authority } from '../../../lambda/origin-hop-authority/authority';
import { leaf, type Clients } from '../../../lambda/origin-hop-leaf/leaf';
import { truststore } from '../../../lambda/truststore/truststore';
import { kmsIn } from '../../../lambda/aws/kms';
import { s3In } from '../../../lambda/aws/s3';
import { startStandins, type Standins } from '../../../tools/local/standins';

export const home = 'eu-west-1';
export const global = 'us-east-1';
export const bucket = 'example-trust';

export interface Answer {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly PhysicalResourceId: string;
  readonly Reason?: string;
  readonly Data?: Readonly<Record<string, string>>;
}

type Event = Partial<Pick<CloudFormationCustomResourceEvent, 'RequestId' | 'LogicalResourceId'>> & {
  readonly RequestType?: 'Create' | 'Update' | 'Delete';
  readonly PhysicalResourceId?: string;
};

/** The custom resources against stand-ins for AWS, with CloudFormation's part played by the test. */
export interface Deployment extends Standins {
  readonly authority: CustomResource;
  readonly truststore: CustomResource;
  readonly clientAuthority: CustomResource;
  readonly leaf: CustomResource;
  /** What the leaf and its renewal reach AWS through. */
  readonly leafClients: Clients;
  /** One request of CloudFormation, and the answer that arrived at its ResponseURL. */
  request(resource: CustomResource, properties: object, event?: Event, timeoutMs?: number): Promise<Answer>;
  /** Properties of a generation of the clients' CA, its keys and aliases made where they are not there. */
  clients(name: string): Readonly<Record<string, string>>;
  /** Properties of a generation of the origin hop's CA, likewise. */
  generation(name: string): Readonly<Record<'KeyAlias' | 'Bucket' | 'ObjectKey' | 'Subject' | 'ValidityDays', string>>;
}

const key = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' };

export async function startDeployment(): Promise<Deployment> {
  const standins = await startStandins();
  const { kms, s3, endpoints } = standins;
  const before = { ...process.env };
  Object.assign(process.env, endpoints, {
    AWS_ACCESS_KEY_ID: key.accessKeyId,
    AWS_SECRET_ACCESS_KEY: key.secretAccessKey,
  });
  s3.createBucket({ name: bucket, region: home, versioned: true });

  const cloudFormation = await startResponseUrl();
  const acm = new ACMClient({
    region: global,
    credentials: key,
    endpoint: endpoints['AWS_ENDPOINT_URL_ACM'],
    maxAttempts: 1,
  });
  const leafClients: Clients = { acm, home: region => ({ kms: kmsIn(region), s3: s3In(region) }), pollMs: 20 };
  const aliases = new Set<string>();
  const keyAt = (alias: string): string => {
    if (aliases.has(alias)) return alias;
    const keyId = randomUUID();
    kms.createKey({ region: home, keyId, spec: 'ECC_NIST_P256' });
    kms.createAlias({ region: home, name: alias, keyId });
    aliases.add(alias);
    return alias;
  };
  return {
    ...standins,
    authority: authority({ kms: kmsIn(home), s3: s3In(home) }),
    clientAuthority: clientAuthority({ kms: kmsIn(home), s3: s3In(home) }),
    truststore: truststore({ here: home, s3: s3In }),
    leaf: leaf(leafClients),
    leafClients,
    request: (resource, properties, event = {}, timeoutMs = 30_000) =>
      cloudFormation.request(resource, properties, event, timeoutMs),
    clients(name) {
      const alias = (which: string) => `alias/example-client-ca-${which}-${name}`;
      const Subtree = 'O=example clients';
      return {
        RootKeyAlias: keyAt(alias('root')),
        IssuingKeyAlias: keyAt(alias('issuing')),
        Bucket: bucket,
        RootObject: `clients/ca/root-${name}.pem`,
        IssuingObject: `clients/ca/issuing-${name}.pem`,
        RootCrlObject: `clients/crl/root-${name}.crl`,
        RootSubject: `${Subtree}, CN=root ${name}`,
        IssuingSubject: `${Subtree}, CN=issuing ${name}`,
        Subtree,
        RootDays: '3650',
        IssuingDays: '1825',
      };
    },
    generation(name) {
      const KeyAlias = keyAt(`alias/example-origin-hop-ca-${name}`);
      const ObjectKey = `origin-hop/ca/${name}.pem`;
      return { KeyAlias, Bucket: bucket, ObjectKey, Subject: `CN=example origin-hop CA ${name}`, ValidityDays: '3650' };
    },
    async stop() {
      process.env = before;
      await Promise.all([standins.stop(), cloudFormation.stop()]);
    },
  };
}

/** Takes answers as CloudFormation's ResponseURL does. */
async function startResponseUrl() {
  const answers = new Map<string, (body: string) => void>();
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', chunk => (body += chunk));
    request.on('end', () => {
      response.end();
      answers.get(request.url ?? '')?.(body);
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    async request(resource: CustomResource, properties: object, event: Event, timeoutMs: number): Promise<Answer> {
      const path = `/${randomUUID()}`;
      const answered = new Promise<string>(resolve => answers.set(path, resolve));
      const end = Date.now() + timeoutMs;
      const whole = {
        RequestType: 'Create',
        RequestId: randomUUID(),
        LogicalResourceId: 'Resource',
        ...event,
        StackId: 'arn:aws:cloudformation:us-east-1:111122223333:stack/example/1',
        ResourceType: 'Custom::Example',
        ServiceToken: 'arn',
        ResponseURL: `http://127.0.0.1:${port}${path}`,
        ResourceProperties: { ServiceToken: 'arn', ...properties },
        OldResourceProperties: {},
      } as CloudFormationCustomResourceEvent;
      await customResource(resource, { forMs: 0, pauseMs: 1 })(whole, {
        getRemainingTimeInMillis: () => end - Date.now(),
      });
      return JSON.parse(await answered) as Answer;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}
