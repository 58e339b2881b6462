import { join } from 'node:path';
import { beginBundling } from '../lib/services/bundling';

/**
 * Synthesizes every environment under `config/`, each into a folder of its own below the one given: one process, so that the
 * library is loaded and the handlers are bundled once.
 */
beginBundling();
const { App } = require('aws-cdk-lib/core') as typeof import('aws-cdk-lib/core');
const { buildProved } = require('../bin/app') as typeof import('../bin/app');
const { context } = require('../cdk.json') as typeof import('../cdk.json');
const { environments } = require('../lib/config') as typeof import('../lib/config');

const [, , output = ''] = process.argv;
for (const env of environments()) {
  const app = new App({ context, outdir: join(output, env), autoSynth: false });
  buildProved(app, env);
  app.synth();
}
