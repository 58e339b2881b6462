import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drillsPage } from './page';

writeFileSync(join(__dirname, '..', '..', 'docs', 'drills.md'), drillsPage());
