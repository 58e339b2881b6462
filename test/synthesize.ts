import { join } from 'node:path';
import { beginBundling } from '../lib/services/bundling';
import { variants } from './variants';

/**
 * Synthesizes every environment under `config/` into a folder of its own below `environments` in the folder given, and every
 * variant below `variants`: one process, so that the library is loaded and the handlers are bundled once.
 */
beginBundling();
const { App } = require('aws-cdk-lib/core') as typeof import('aws-cdk-lib/core');
const { build, buildProved } = require('../bin/app') as typeof import('../bin/app');
const { context } = require('../cdk.json') as typeof import('../cdk.json');
const { environments, parseConfig } = require('../lib/config') as typeof import('../lib/config');

// The tree of constructs is for people who browse it.
const made = { autoSynth: false, treeMetadata: false };

const [, , output = ''] = process.argv;
for (const env of environments()) {
  const app = new App({ ...made, context, outdir: join(output, 'environments', env) });
  buildProved(app, env);
  app.synth();
}
// A suite that attacks one of these proves it as well, where that is its subject.
for (const [name, { env, input }] of Object.entries(variants)) {
  // Where in the code each resource is made is said by the environments' proofs; here nobody asks.
  const untraced = { ...context, 'aws:cdk:disable-creation-stack-traces': true };
  const app = new App({ ...made, context: untraced, outdir: join(output, 'variants', name) });
  build(app, parseConfig(env, input));
  app.synth();
}
