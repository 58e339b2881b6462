import { door } from '../../../../lambda/guard/stages/door';
import { publicRow, request, row } from '../support/request';

const check = (header: string | undefined, of: typeof row) =>
  door({})(request(header === undefined ? {} : { headers: { 'portcullis-door': header } }), { row: of });

const enrols = { ...row, door: 'enrol' as const };

test.each([
  ['api', row],
  ['api', publicRow],
  ['enrol', enrols],
])('through %s, where the row belongs', async (header, of) => {
  await expect(check(header, of)).resolves.toEqual({});
});

test.each([
  ['enrol', row],
  ['enrol', publicRow],
  ['api', enrols],
  [undefined, row],
  ['', row],
  ['API', row],
  ['api,api', row],
  ['enrol,api', enrols],
  ['undefined', row],
])('refused: %j', async (header, of) => {
  await expect(check(header, of)).rejects.toMatchObject({ name: 'Problem', status: 403, code: 'door_wrong' });
});

test('without a row nothing is decided', async () => {
  await expect(door({})(request(), {})).rejects.toThrow('the route stage');
});
