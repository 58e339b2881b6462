import Table from 'cli-table3';
import { benches, type Measurement } from './benches';

/** `npm run bench [-- name…]`: every speed the project promises, measured now, each against its bound. */
async function main(names: readonly string[]): Promise<void> {
  const unknown = names.filter(name => !(name in benches));
  if (unknown.length > 0) {
    console.error(`bench: got ${unknown.join(', ')}, takes any of: ${Object.keys(benches).join(', ')}`);
    process.exitCode = 2;
    return;
  }
  const chosen = Object.entries(benches).filter(([name]) => names.length === 0 || names.includes(name));
  const rows: Measurement[] = [];
  for (const [name, bench] of chosen) {
    process.stderr.write(`measuring ${name} …\n`);
    rows.push(...(await bench()));
  }
  const table = new Table({ head: ['what', 'measured', 'bound', ''], style: { head: [], border: [] } });
  for (const { what, measured, bound, held } of rows) table.push([what, measured, bound, held ? 'held' : 'BROKEN']);
  console.log(table.toString());
  process.exitCode = rows.every(row => row.held) ? 0 : 1;
}

void main(process.argv.slice(2));
