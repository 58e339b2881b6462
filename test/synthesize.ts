import { App } from 'aws-cdk-lib';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildProved } from '../bin/app';
import { context } from '../cdk.json';
import { ConfigError, environments } from '../lib/config';

/**
 * Synthesizes every environment under `config/`, each into a folder of its own below the one given: one process, so that the
 * library is loaded and the handlers are bundled once.
 */
const [, , output = ''] = process.argv;
for (const env of environments()) {
  const app = new App({ context, outdir: join(output, env), autoSynth: false });
  try {
    buildProved(app, env);
  } catch (error) {
    if (!(error instanceof ConfigError) || !error.message.endsWith('not built yet')) throw error;
    rmSync(app.outdir, { recursive: true });
    continue;
  }
  app.synth();
}
