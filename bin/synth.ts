import { setFlagsFromString } from 'node:v8';
import { beginBundling } from '../lib/services/bundling';

/** What cdk.json runs. The handlers are bundled while the CDK is loaded: the one takes as long as the other. */
beginBundling();

// CloudFormation's validator is WebAssembly that runs for two seconds: optimizing it takes V8 longer than it saves.
setFlagsFromString('--liftoff-only');

(require('./app') as typeof import('./app')).main();
