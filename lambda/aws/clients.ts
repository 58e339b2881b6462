/** Settings of every AWS client here: the SDK sets no time limits of its own, and a custom resource must answer in time. */
export const bounded = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
};

/** The Region this function runs in. */
export function region(): string {
  const { AWS_REGION } = process.env;
  if (AWS_REGION === undefined)
    throw new Error('AWS_REGION: got nothing, takes the Region that Lambda gives every function');
  return AWS_REGION;
}
