import { runInNewContext } from 'node:vm';
import { only, template } from '../../assembly';

/** The connection function as it stands in the template, run with a store of revoked certificates. */

const code = String(
  only(template('edge', 'managed-edge'), 'AWS::CloudFront::ConnectionFunction').Properties.ConnectionFunctionCode,
);

type Exists = (key: string) => Promise<boolean>;
const revoked = ['4A3F5C92D1E87B6C', 'FF01', 'A01', '0'];
const listed: Exists = async key => revoked.includes(key);

const decide = (clientCertInfo: unknown, exists: Exists = listed): Promise<string> => run({ clientCertInfo }, exists);

async function run(event: object, exists: Exists = listed): Promise<string> {
  const decided: string[] = [];
  const connection = { ...event, allow: () => decided.push('allowed'), deny: () => decided.push('denied') };
  const cf = { kvs: () => ({ exists }) };
  // The module stands under the name it is imported by; a script in a test cannot import.
  const script = code.replace(/^import cf from 'cloudfront';$/m, '');
  expect(script).not.toBe(code);
  const quiet = { log: () => undefined };
  await (runInNewContext(`${script}; connectionHandler(connection)`, {
    connection,
    cf,
    console: quiet,
  }) as Promise<void>);
  return decided.join();
}

test.each(['4a3f5c92d1e87b6c', '4A:3F:5C:92:D1:E8:7B:6C', '00FF01', '00:ff:01', '0x0A01', '0a:01', '00'])(
  '%s is on the list, whatever its spelling: denied',
  async serialNumber => expect(await decide({ serialNumber })).toBe('denied'),
);

test.each(['4a3f5c92d1e87b6d', 'FF0100', 'A0', '01'])('%s is on no list: allowed', async serialNumber =>
  expect(await decide({ serialNumber })).toBe('allowed'),
);

test('the shape in which the guide describes the event is read as well', async () => {
  const event = (serialNumber: string) => ({ clientCertificate: { certificates: { leaf: { serialNumber } } } });
  expect(await run(event('00:ff:01'))).toBe('denied');
  expect(await run(event('00:ff:02'))).toBe('allowed');
  expect(await run({})).toBe('denied');
});

test.each<[string, unknown]>([
  ['no serial number', {}],
  ['an empty one', { serialNumber: '' }],
  ['no certificate', undefined],
])('%s: denied', async (_, info) => expect(await decide(info)).toBe('denied'));

test('a list that cannot be read lets nobody in', async () =>
  expect(await decide({ serialNumber: '01' }, () => Promise.reject(new Error('no answer')))).toBe('denied'));

test('the code is small enough for CloudFront', () => expect(Buffer.byteLength(code)).toBeLessThan(10_240));
