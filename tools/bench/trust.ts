import 'reflect-metadata';
import { randomUUID, webcrypto } from 'node:crypto';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Pkcs10CertificateRequestGenerator } from '@peculiar/x509';
import { dynamoIn } from '../../lambda/aws/dynamodb';
import { kmsIn } from '../../lambda/aws/kms';
import { s3In } from '../../lambda/aws/s3';
import { authorities } from '../../lambda/certificates/authority';
import { answer, type CertificatesOptions } from '../../lambda/certificates/certificates';
import { registryIn } from '../../lambda/certificates/registry';
import { clientAuthority } from '../../lambda/client-authority/authority';
import { generateKeyPair, issueAuthority, lintFiles, localSigner } from '../../lambda/x509';
import { startDynamo } from '../local/dynamo';
import { startStandins } from '../local/standins';
import { median, type Measurement } from './measurement';

/** Speeds of what the trust stack runs. */
export async function trust(): Promise<readonly Measurement[]> {
  return [...(await issuance()), ...(await lint())];
}

/** The linter over a truststore as full as API Gateway takes one, each certificate another. */
async function lint(): Promise<Measurement[]> {
  const pems: string[] = [];
  for (let index = 0; index < 1_000; index += 1) {
    const signer = localSigner(generateKeyPair().privateKey);
    pems.push(await issueAuthority({ subject: `CN=CA ${index}`, signer, validityDays: 3_650 }));
  }
  const start = performance.now();
  const findings = lintFiles([{ name: 'bundle.pem', text: pems.join('') }]);
  const ms = performance.now() - start;
  if (findings.length > 0) throw new Error(`the linter found something: ${findings[0]?.what}`);
  return [{ what: 'lint of 1,000 certificates', measured: `${ms.toFixed(0)} ms`, bound: '< 2 s', held: ms < 2_000 }];
}

/** The certificates function in this process, against the stand-ins for KMS, S3 and DynamoDB: what is ours, without AWS's own time. */
async function issuance(): Promise<Measurement[]> {
  const standins = await startStandins();
  const dynamo = await startDynamo();
  const before = { ...process.env };
  Object.assign(process.env, standins.endpoints, {
    AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
  try {
    const options = await office(standins);
    const requests = await Promise.all(Array.from({ length: 400 }, csr));
    const issue = async (request: string): Promise<number> => {
      const start = performance.now();
      const owner = { kind: 'user', id: randomUUID() } as const;
      const issued = await answer(options, {
        action: 'issue',
        csr: request,
        owner,
        deviceId: 'x',
        requestedBy: 'bench',
      });
      if (!issued.ok) throw new Error(issued.code);
      return performance.now() - start;
    };
    const alone: number[] = [];
    for (const request of requests.slice(0, 200)) alone.push(await issue(request));
    const start = performance.now();
    const queue = requests.slice(200);
    const worker = async (): Promise<void> => {
      for (let request = queue.pop(); request !== undefined; request = queue.pop()) await issue(request);
    };
    await Promise.all(Array.from({ length: 8 }, worker));
    const perSecond = 200 / ((performance.now() - start) / 1_000);
    const p50 = median(alone);
    return [
      {
        what: 'a certificate issued and recorded, p50',
        measured: `${p50.toFixed(1)} ms`,
        bound: '≤ 100 ms',
        held: p50 <= 100,
      },
      {
        what: 'certificates issued in a second, eight at once',
        measured: perSecond.toFixed(0),
        bound: '≥ 25',
        held: perSecond >= 25,
      },
    ];
  } finally {
    process.env = before;
    await Promise.all([standins.stop(), dynamo.stop()]);
  }
}

const region = 'eu-west-1';
const bucket = 'bench-trust';
const table = 'bench-certificates';
const subtree = 'O=bench clients';

async function office({ kms, s3 }: Awaited<ReturnType<typeof startStandins>>): Promise<CertificatesOptions> {
  s3.createBucket({ name: bucket, region, versioned: true });
  for (const name of ['alias/root', 'alias/issuing']) {
    const keyId = randomUUID();
    kms.createKey({ region, keyId, spec: 'ECC_NIST_P256' });
    kms.createAlias({ region, name, keyId });
  }
  await clientAuthority({ kms: kmsIn(region), s3: s3In(region) }).apply({
    properties: {
      RootKeyAlias: 'alias/root',
      IssuingKeyAlias: 'alias/issuing',
      Bucket: bucket,
      RootObject: 'root.pem',
      IssuingObject: 'issuing.pem',
      RootCrlObject: 'root.crl',
      RootSubject: `${subtree}, CN=root`,
      IssuingSubject: `${subtree}, CN=issuing`,
      Subtree: subtree,
      RootDays: '3650',
      IssuingDays: '1825',
    },
    stackId: 'bench',
    logicalId: 'bench',
    signal: AbortSignal.timeout(30_000),
  });
  const client = new DynamoDBClient({});
  await client.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    }),
  );
  client.destroy();
  return {
    registry: registryIn(dynamoIn(region), table),
    authorities: authorities({ kms: kmsIn(region), s3: s3In(region), bucket }),
    places: [{ keyAlias: 'alias/issuing', object: 'issuing.pem', crl: 'list.crl' }],
    subtree,
    validityDays: 30,
    limit: 5,
    truststoreEnd: undefined,
    journal: { note: () => undefined, measure: () => undefined, failed: () => undefined },
    now: () => new Date(),
  };
}

async function csr(): Promise<string> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const request = await Pkcs10CertificateRequestGenerator.create(
    { name: 'CN=bench', keys, signingAlgorithm: algorithm },
    webcrypto,
  );
  return request.toString('pem');
}
