import { App } from 'aws-cdk-lib';
import { join } from 'node:path';
import { buildProved } from '../bin/app';
import { context } from '../cdk.json';
import { environments } from '../lib/config';

/**
 * Synthesizes every environment under `config/`, each into a folder of its own below the one given: one process, so that the
 * library is loaded and the handlers are bundled once.
 */
const [, , output = ''] = process.argv;
for (const env of environments()) {
  const app = new App({ context, outdir: join(output, env), autoSynth: false });
  buildProved(app, env);
  app.synth();
}
