import { incoming } from '../../../../tools/local/edge/incoming';

const hostOf = (...rawHeaders: string[]) =>
  incoming({ url: '/', rawHeaders } as Parameters<typeof incoming>[0], 'api.example.com').headers;

test.each([
  ['localhost:8443', 'api.example.com'],
  ['127.0.0.1:8443', 'api.example.com'],
  ['[::1]', 'api.example.com'],
  ['other.example.com', 'other.example.com'],
  ['localhost.example.com', 'localhost.example.com'],
])('rules about a host find a client of %s at %s', (sent, seen) => {
  expect(hostOf('Host', sent)).toEqual([['host', seen]]);
  expect(hostOf(':authority', sent)).toEqual([['host', seen]]);
});

test('no other header is touched', () =>
  expect(hostOf('Origin', 'localhost:8443')).toEqual([['origin', 'localhost:8443']]));
