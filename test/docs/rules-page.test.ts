import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rulesPage } from '../../tools/prove/report/rules-page';
import { rules } from '../../tools/prove/rules';

test('docs/rules.md says what the rules say (npm run docs writes it)', () => {
  expect(readFileSync(join(__dirname, '../../docs/rules.md'), 'utf8')).toBe(rulesPage(rules));
});
