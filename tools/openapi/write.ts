import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { loadConfig } from '../../lib/config';
import { document } from './document';
import { documents } from './documents';

/** Writes the documents of {@link documents}, formatted as everything else is. */
async function write(): Promise<void> {
  for (const [file, env] of Object.entries(documents)) {
    const path = join(__dirname, '..', '..', 'docs', file);
    const options = await resolveConfig(path);
    writeFileSync(path, await format(JSON.stringify(document(loadConfig(env))), { ...options, parser: 'json' }));
  }
}

void write();
