import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { missesPage } from './misses-page';

writeFileSync(join(__dirname, '..', '..', 'docs', 'prove-misses.md'), missesPage());
