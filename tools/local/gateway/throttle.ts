import { TokenBucket } from 'limiter';
import type { StageConfig } from './template';

/**
 * Throttles of a stage: one token bucket a route, shared by all callers. A route's own setting replaces the default, which
 * each other route gets for itself. AWS calls them targets, not guarantees; here they are exact.
 */
export function createThrottles({
  DefaultRouteSettings: all,
  RouteSettings: each,
}: Pick<StageConfig, 'DefaultRouteSettings' | 'RouteSettings'>): (routeKey: string) => boolean {
  const admits = new Map<string, () => boolean>();
  return routeKey => {
    const known = admits.get(routeKey);
    if (known !== undefined) return known();
    const own = each[routeKey];
    const admit = createBucket({
      rate: own?.ThrottlingRateLimit ?? all?.ThrottlingRateLimit,
      burst: own?.ThrottlingBurstLimit ?? all?.ThrottlingBurstLimit,
    });
    admits.set(routeKey, admit);
    return admit();
  };
}

// What an account has where a stage says nothing (API Gateway quotas).
const accountRate = 10_000;
const accountBurst = 5_000;

function createBucket(limits: {
  readonly rate: number | undefined;
  readonly burst: number | undefined;
}): () => boolean {
  const { rate = accountRate, burst = accountBurst } = limits;
  // Zero closes a route. To the bucket it would mean no limit at all.
  if (rate === 0 || burst === 0) return () => false;
  const bucket = new TokenBucket({ bucketSize: burst, tokensPerInterval: rate, interval: 'second' });
  // A new bucket of this library is empty; API Gateway's is full.
  bucket.content = burst;
  return () => bucket.tryRemoveTokens(1);
}
