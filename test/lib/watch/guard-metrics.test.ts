import { Problem } from '../../../lambda/guard/problem';
import { recorder } from '../../../lambda/guard/record';
import { published } from './published';

/** The guard's alarms watch what the guard's own code publishes, in the format CloudWatch reads metrics from (EMF). */

interface Emf {
  _aws: { CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string }[] }[] };
}

const environment = { ...process.env };
afterEach(() => {
  process.env = environment;
  jest.restoreAllMocks();
});

test('Refused and Failed bear exactly the dimensions the alarms name', () => {
  process.env = {
    ...environment,
    // Development prints through the global console, and then keeps quiet about metrics unless told otherwise.
    POWERTOOLS_DEV: 'true',
    POWERTOOLS_METRICS_DISABLED: 'false',
    POWERTOOLS_SERVICE_NAME: 'accounts',
    POWERTOOLS_METRICS_NAMESPACE: 'Portcullis',
  };
  const lines: string[] = [];
  const print = (line?: unknown): void => void lines.push(String(line));
  jest.spyOn(console, 'log').mockImplementation(print);
  for (const level of ['warn', 'error'] as const) jest.spyOn(console, level).mockReturnValue();
  const record = recorder();
  record.refused({ stage: 'hop' }, new Problem({ status: 403, code: 'hop_certificate_missing', detail: 'x' }));
  record.failed({ stage: 'handler' }, new Error('x'));

  const seen = lines
    .filter(line => line.includes('CloudWatchMetrics'))
    .flatMap(line => (JSON.parse(line) as Emf)._aws.CloudWatchMetrics)
    .flatMap(({ Namespace, Dimensions, Metrics }) =>
      Metrics.map(({ Name }) => `${Namespace} ${Name} ${[...(Dimensions[0] ?? [])].sort().join()}`),
    );
  const expected = published
    .filter(({ namespace }) => namespace === 'Portcullis')
    .flatMap(({ namespace, metrics, dimensions }) =>
      metrics.map(metric => `${String(namespace)} ${metric} ${dimensions.join()}`),
    );
  expect(seen).toHaveLength(2);
  expect(expected).toEqual(expect.arrayContaining(seen));
});
