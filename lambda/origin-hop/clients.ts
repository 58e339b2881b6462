/** Settings of every AWS client here: the SDK sets no time limits of its own, and a custom resource must answer in time. */
export const bounded = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
};
