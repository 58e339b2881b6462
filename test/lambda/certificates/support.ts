import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { Pkcs10CertificateRequestGenerator } from '@peculiar/x509';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dynamoIn } from '../../../lambda/aws/dynamodb';
import { kmsIn } from '../../../lambda/aws/kms';
import { s3In } from '../../../lambda/aws/s3';
import { authorities } from '../../../lambda/certificates/authority';
import { answer, type CertificatesOptions } from '../../../lambda/certificates/certificates';
import type { Journal } from '../../../lambda/certificates/journal';
import { readRequest, type CertificatesAnswer, type Issued } from '../../../lambda/certificates/protocol';
import { registryIn, type Row } from '../../../lambda/certificates/registry';
import { documentClient } from '../../../lambda/guard/store';
import { startDynamo } from '../../../tools/local/dynamo';
import { bucket, home, startDeployment, type Deployment } from '../aws/deployment';

const tableName = 'example-certificates';

/** The certificates function against stand-ins for everything it calls, with a CA of the clients in place. */
export interface Office extends Deployment {
  readonly options: CertificatesOptions;
  readonly journal: jest.Mocked<Journal>;
  readonly client: DynamoDBDocumentClient;
  /** Sends a request as Lambda would. */
  ask(request: object, options?: Partial<CertificatesOptions>): Promise<CertificatesAnswer>;
  /** Issues, and fails the test where it is refused. */
  issue(request: object): Promise<Issued>;
  row(thumbprint: string): Promise<Row | undefined>;
  /** Text of an object in the trust bucket. */
  stored(key: string): string;
}

export const subtree = 'O=example clients';

export async function startOffice(): Promise<Office> {
  const cloud = await startDeployment();
  const dynamo = await startDynamo();
  Object.assign(process.env, { AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint, AWS_REGION: 'local' });
  await createTable();
  for (const generation of ['a', 'b']) await cloud.request(cloud.clientAuthority, cloud.clients(generation));
  const client = documentClient(15_000);
  const journal = { note: jest.fn(), measure: jest.fn(), failed: jest.fn() };
  const options: CertificatesOptions = {
    registry: registryIn(dynamoIn('local'), tableName),
    authorities: authorities({ kms: kmsIn(home), s3: s3In(home), bucket }),
    places: ['a', 'b'].map(generation => ({
      keyAlias: `alias/example-client-ca-issuing-${generation}`,
      object: `clients/ca/issuing-${generation}.pem`,
      crl: `clients/crl/issuing-${generation}.crl`,
    })),
    subtree,
    validityDays: 30,
    limit: 3,
    truststoreEnd: undefined,
    journal,
    now: () => new Date(),
  };
  const ask: Office['ask'] = (request, change = {}) => answer({ ...options, ...change }, readRequest(request));
  return {
    ...cloud,
    options,
    journal,
    client,
    ask,
    async issue(request) {
      const answered = await ask({
        action: 'issue',
        owner: alice,
        deviceId: 'phone',
        requestedBy: 'alice',
        ...request,
      });
      if (!('certificate' in answered)) throw new Error(JSON.stringify(answered));
      return answered;
    },
    row: async thumbprint =>
      (await client.send(new GetCommand({ TableName: tableName, Key: { id: `cert#${thumbprint}` } }))).Item as Row,
    stored: key => cloud.s3.object(bucket, key)?.toString() ?? '',
    async stop() {
      client.destroy();
      await Promise.all([dynamo.stop(), cloud.stop()]);
    },
  };
}

/** A signing request for a new P-256 key, made in this process: OpenSSL has its say elsewhere. */
export async function csr(): Promise<string> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const request = await Pkcs10CertificateRequestGenerator.create(
    { name: 'CN=whatever', keys, signingAlgorithm: algorithm },
    webcrypto,
  );
  return request.toString('pem');
}

export const alice = { kind: 'user', id: 'alice-sub' } as const;
export const bob = { kind: 'user', id: 'bob-sub' } as const;

async function createTable(): Promise<void> {
  const admin = new DynamoDBClient({});
  const index = (name: string, key: string) => ({
    IndexName: name,
    KeySchema: [
      { AttributeName: key, KeyType: 'HASH' as const },
      { AttributeName: 'id', KeyType: 'RANGE' as const },
    ],
    Projection: { ProjectionType: 'ALL' as const },
  });
  await admin.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: ['id', 'owner', 'revoked'].map(AttributeName => ({
        AttributeName,
        AttributeType: 'S' as const,
      })),
      GlobalSecondaryIndexes: [index('byOwner', 'owner'), index('byRevoked', 'revoked')],
    }),
  );
  admin.destroy();
}
