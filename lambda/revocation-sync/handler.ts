/**
 * Keeps the edge's list of revoked serial numbers, a CloudFront key-value store, equal to the registry in the home Region. Called every
 * minute by EventBridge; it needs no message, and a run that failed is made good by the next.
 *
 * Environment  CERTIFICATES_TABLE  the registry, by name
 *              HOME_REGION         where it is
 *              STORE_ARN           the key-value store
 *
 * The role takes dynamodb:Query on the registry's index byRevoked and kms:Decrypt on its key through DynamoDB, both in the home
 * Region; cloudfront-keyvaluestore:DescribeKeyValueStore, ListKeys and UpdateKeys on the store.
 */
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { dynamoIn } from '../aws/dynamodb';
import { keyValueStore } from '../aws/key-value-store';
import { registryIn } from '../certificates/registry';
import { sync, type Synced } from './sync';

const variable = (name: string): string => {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`environment: ${name}: got nothing, takes text`);
  return value;
};

const registry = registryIn(dynamoIn(variable('HOME_REGION')), variable('CERTIFICATES_TABLE'));
const store = keyValueStore(variable('STORE_ARN'), () => AbortSignal.timeout(20_000));
const metrics = new Metrics();

export const handler = async (): Promise<Synced> => {
  const synced = await sync({ revoked: () => registry.revoked(), store, now: () => new Date() });
  if (synced.added + synced.removed > 0) console.log(JSON.stringify({ level: 'INFO', message: 'synced', ...synced }));
  // An alarm watches for its absence: a list that grows old says nothing by itself.
  metrics.addMetric('RevocationListSynced', MetricUnit.Count, 1);
  metrics.publishStoredMetrics();
  return synced;
};
