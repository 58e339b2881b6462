import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { routeKey } from '../../../lambda/guard/routes';
import { routeTable } from '../../../lib/routes';

const root = join(__dirname, '..', '..', '..');
const sources = ['bin', 'config', 'lambda', 'lib', 'tools'].flatMap(folder =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => /\.[cm]?[jt]s$/.test(name))
    .map(name => join(folder, name)),
);

/** Every place that turns a check of the guard off, with the reason it gives. A new one is looked at here. */
test('checks are turned off in these places only', () => {
  const places = sources.flatMap(file =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/\bcheck: null,\s*reason:\s*(?:'([^']*)'|"([^"]*)")/g)].map(
      ([, single, double]) => `${file}: ${single ?? double}`,
    ),
  );
  expect(places).toEqual([
    'lambda/app-links/handler.ts: Every route of this service is public, and its answers are the same for all.',
    'lambda/guard/environment.ts: A regional API has one host name, and certificates are issued out of band.',
    'lambda/guard/environment.ts: A regional API is what clients call: there is no edge in front of it to insist on.',
    'lambda/guard/environment.ts: Store apps carry no certificate: one that ships with an app is a shared secret.',
    // Never deployed.
    'tools/bench/guarded-system.ts: the bench measures what it costs',
    'tools/fuzz/world.ts: the fuzzer calls the services of store apps, which carry no certificate',
  ]);
});

/** Rows whose changes the guard does not record itself, with what stands in for it. */
test('rows say what else keeps a change from being made twice, in these places only', () => {
  const rows = routeTable.filter(({ once }) => once !== undefined);
  const key =
    'The registry takes a key once, in the transaction that records its certificate; the answer is not repeated.';
  const revoked = 'A certificate that is revoked stays revoked, with the time and reason of the first.';
  expect(rows.map(row => `${routeKey(row)}: ${row.once?.by}: ${row.once?.reason}`)).toEqual([
    `POST /enrolment/devices: service: ${key}`,
    `POST /devices/{deviceId}/certificates: service: ${key}`,
    `DELETE /devices/{deviceId}: method: ${revoked}`,
    'DELETE /sessions/current: method: What is ended stays ended, and a session has one key for ever.',
    'DELETE /sessions: method: What is ended stays ended, and a session has one key for ever.',
    'PUT /sessions/key: method: What is ended stays ended, and a session has one key for ever.',
    'POST /transfers: service: The transfer is its own record, written in the transaction that moves the money.',
  ]);
});

test('and nowhere in another spelling', () => {
  const loose = /\bcheck['"]?\s*:\s*(?:null\s+as|undefined)|\bas\s+(?:unknown\s+as\s+)?Off\b/;
  expect(sources.filter(file => loose.test(readFileSync(join(root, file), 'utf8')))).toEqual([]);
});
