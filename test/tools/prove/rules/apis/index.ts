/** Whole ways to a function, every layer of them sound: what a rule's fixtures are edited from. */
export { edgeApi, edgeApiForDevices } from './edge';
export { functionUrl } from './function-url';
export { loadBalancer } from './load-balancer';
export { restApi } from './rest';
