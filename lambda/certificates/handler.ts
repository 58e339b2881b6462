/**
 * Issues, registers and revokes the certificates of clients: the only code whose role may sign with an issuing CA's key. Called by
 * name, by the devices service and by operators (portcullis trust), never by HTTP; once a day by EventBridge. What it takes and
 * answers stands in protocol.ts.
 *
 * The role takes kms:GetPublicKey and kms:Sign on the issuing CAs' keys (for Sign kms:SigningAlgorithm ECDSA_SHA_256 and
 * kms:MessageType DIGEST); dynamodb:GetItem, PutItem, UpdateItem and Scan on the registry, Query on its index byRevoked, and the
 * registry's own key through DynamoDB; s3:GetObject on the CAs' certificates and lists, s3:PutObject on the lists, s3:ListBucket.
 */
import { region } from '../aws/clients';
import { dynamoIn } from '../aws/dynamodb';
import { kmsIn } from '../aws/kms';
import { s3In } from '../aws/s3';
import { authorities } from './authority';
import { answer } from './certificates';
import { readEnvironment } from './environment';
import { journal } from './journal';
import { readRequest, type CertificatesAnswer } from './protocol';
import { registryIn } from './registry';

const environment = readEnvironment(process.env);
const options = {
  registry: registryIn(dynamoIn(region()), environment.table),
  authorities: authorities({ kms: kmsIn(region()), s3: s3In(region()), bucket: environment.bucket }),
  places: environment.places,
  subtree: environment.subtree,
  validityDays: environment.validityDays,
  limit: environment.limit,
  truststoreEnd: environment.truststoreEnd,
  journal: journal(),
  now: () => new Date(),
};

export const handler = async (event: unknown): Promise<CertificatesAnswer> => answer(options, readRequest(event));
