import { createThrottles } from '../../../../tools/local/gateway/throttle';

type Stage = Parameters<typeof createThrottles>[0];
const stage = (more: Partial<Stage>): Stage => ({ RouteSettings: {}, ...more });

// The library reads performance.now().
beforeEach(() => jest.useFakeTimers({ now: 0 }));
afterEach(() => jest.useRealTimers());

const admitted = (admits: (key: string) => boolean, key: string, requests = 50): number =>
  Array.from({ length: requests }, () => admits(key)).filter(Boolean).length;

test('a new bucket is full, drips at its rate and holds no more than its burst', () => {
  const admits = createThrottles(
    stage({ RouteSettings: { 'GET /a': { ThrottlingRateLimit: 2, ThrottlingBurstLimit: 5 } } }),
  );
  expect(admitted(admits, 'GET /a')).toBe(5);
  jest.advanceTimersByTime(499);
  expect(admitted(admits, 'GET /a')).toBe(0);
  jest.advanceTimersByTime(1_001);
  expect(admitted(admits, 'GET /a')).toBe(3);
  jest.advanceTimersByTime(3_600_000);
  expect(admitted(admits, 'GET /a')).toBe(5);
});

test('each route without settings of its own has the default for itself', () => {
  const admits = createThrottles(
    stage({
      DefaultRouteSettings: { ThrottlingRateLimit: 1, ThrottlingBurstLimit: 4 },
      RouteSettings: { 'GET /a': { ThrottlingBurstLimit: 2 }, 'GET /b': { DetailedMetricsEnabled: true } },
    }),
  );
  expect(['GET /a', 'GET /b', 'GET /c', '$default'].map(key => admitted(admits, key))).toEqual([2, 4, 4, 4]);
});

test('zero closes a route', () => {
  const admits = createThrottles(
    stage({
      RouteSettings: {
        'GET /a': { ThrottlingRateLimit: 0, ThrottlingBurstLimit: 5 },
        'GET /b': { ThrottlingRateLimit: 5, ThrottlingBurstLimit: 0 },
      },
    }),
  );
  expect([admitted(admits, 'GET /a'), admitted(admits, 'GET /b')]).toEqual([0, 0]);
});

test('a stage that says nothing has what the account has', () => {
  expect(admitted(createThrottles(stage({})), 'GET /a', 5_001)).toBe(5_000);
});
