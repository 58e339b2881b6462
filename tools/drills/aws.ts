import type { World } from '../local/types';

// The SDK announces which Node it will need one day. Here it talks to stand-ins only, and what is printed is for people.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

/** Settings that lead an SDK client to the stand-in of its service. */
export const standIn = (world: World, service: 'DYNAMODB' | 'KMS', region: string) => ({
  endpoint: world.endpoints[`AWS_ENDPOINT_URL_${service}`],
  region,
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});
