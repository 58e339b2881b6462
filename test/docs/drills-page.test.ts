import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { drills } from '../../tools/drills';
import { drillsPage } from '../../tools/drills/page';

test('docs/drills.md says what the drills say (npm run docs writes it)', () => {
  expect(readFileSync(join(__dirname, '../../docs/drills.md'), 'utf8')).toBe(drillsPage());
});

test.each(['API1', 'API2', 'API3', 'API4', 'API5', 'API6', 'API8', 'API9'])('%s:2023 has a drill', number =>
  expect(drills.some(({ owasp }) => owasp === number)).toBe(true),
);
