import { diffOf } from '../../../../tools/prove/report/diff';
import { table } from '../../../../tools/prove/report/table';
import type { Says } from './support';
import { api, reportFrom } from './support';

const report = (routes: readonly string[], waf?: Says, domain?: string) =>
  reportFrom(api(routes, domain), waf === undefined ? {} : { said: { waf } });

test('a layer that was there is taken away, route by route', () => {
  const base = report(['GET /a', 'GET /b']);
  const now = report(['GET /a', 'GET /b'], ({ route }) => (route.key === 'GET /b' ? 'weak' : 'stands'));
  expect(diffOf(base, now)).toEqual({
    lost: [{ route: 'GET /b', api: 'wallet', layer: 'waf', before: 'stands', now: 'weak' }],
    gained: [],
    opened: [],
    newRoutes: [],
    goneRoutes: [],
  });
  expect(diffOf(now, base).gained).toHaveLength(1);
  expect(table({ ...now, diff: diffOf(base, now) }, { color: false })).toContain(
    'this change takes away\n  GET /b  waf: stands → weak\n',
  );
});

test('a way in that was not there', () => {
  const { opened } = diffOf(report(['GET /a']), report(['GET /a'], undefined, 'api.example.com'));
  expect(opened).toEqual([{ route: 'GET /a', api: 'wallet', through: 'api.example.com' }]);
});

test('routes that come and go', () => {
  const { newRoutes, goneRoutes, lost } = diffOf(
    report(['GET /a', 'GET /b']),
    report(['GET /b', 'GET /c'], () => 'missing'),
  );
  expect(newRoutes).toEqual([{ route: 'GET /c', api: 'wallet', verdict: 'gap' }]);
  expect(goneRoutes).toEqual([{ route: 'GET /a', api: 'wallet', verdict: 'complete' }]);
  expect(lost.map(({ route }) => route)).toEqual(['GET /b']);
});

test('a layer that is no longer asked for is a loss where it stood', () => {
  const policy = { layers: { edge: ['tls'], regional: ['tls'] } } as const;
  const { lost } = diffOf(report(['GET /a']), reportFrom(api(['GET /a']), { policy }));
  expect(lost).toContainEqual({ route: 'GET /a', api: 'wallet', layer: 'waf', before: 'stands', now: 'not asked for' });
});

test('nothing changed', () => {
  const same = report(['GET /a'], () => 'weak');
  expect(table({ ...same, diff: diffOf(same, same) }, { color: false })).toContain('this change takes nothing away');
});
