import { beginBundling } from '../lib/services/bundling';

/** What cdk.json runs. The handlers are bundled while the CDK is loaded: the one takes as long as the other. */
beginBundling();
(require('./app') as typeof import('./app')).main();
