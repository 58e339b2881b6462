import { decide } from '../../../tools/prove/decide';
import type { Json } from '../../../tools/prove/json';
import { profilePolicy } from '../../../tools/prove/policy';
import { prove } from '../../../tools/prove/proof';
import { reportOf } from '../../../tools/prove/report/report';
import { table } from '../../../tools/prove/report/table';
import { rules } from '../../../tools/prove/rules';
import { edgeApiForDevices } from './rules/apis';
import { edit, modelOf, type Resources } from './rules/fixtures';

/** Devices enrol before they have a certificate: a second distribution that asks for none, and a route that says why. */

const reason = 'a device asks for its first certificate here';

function withEnrolment(changes: Readonly<Record<string, Json | undefined>> = {}, metadata: Json = reason): Resources {
  const [distribution, route] = [edgeApiForDevices['Distribution'], edgeApiForDevices['Route']];
  if (distribution === undefined || route === undefined) throw new Error('the fixture has another shape now');
  const open = {
    'Enrol.DistributionConfig.ViewerMtlsConfig': undefined,
    'Enrol.DistributionConfig.ConnectionFunctionAssociation': undefined,
    'Stage.RouteSettings': { 'GET /accounts': { ThrottlingRateLimit: 5, ThrottlingBurstLimit: 10 } },
  };
  const resources = {
    ...edgeApiForDevices,
    Enrol: structuredClone(distribution),
    Route: { ...route, Metadata: { 'portcullis:no-certificate': metadata } },
  };
  return edit(resources, { ...open, ...changes });
}

/** How client-mtls and gateway stand on the way through the enrolment's distribution. */
function enrolling(resources: Resources) {
  const layers = ['client-mtls', 'gateway', 'auth'] as const;
  const policy = { ...profilePolicy('managed'), layers: { edge: layers, regional: layers } };
  const proof = prove(modelOf(resources), policy, rules);
  const through = proof.routes
    .flatMap(({ paths }) => paths)
    .find(({ path }) => path.hops[0]?.where.resource.logicalId === 'Enrol');
  const found = Object.fromEntries(through?.layers.map(({ layer, status }) => [layer, status]) ?? []);
  const report = reportOf(decide(proof, policy, new Date(0)), { policy, rules });
  return { ...found, report };
}

test('a route that takes callers without a certificate by decision is complete, and shown as such', () => {
  const { report, ...found } = enrolling(withEnrolment());
  expect(found).toEqual({ 'client-mtls': 'stands', gateway: 'stands', auth: 'stands' });
  expect(report.routes[0]).toMatchObject({
    verdict: 'complete',
    noCertificate: reason,
    cells: { 'client-mtls': 'decided' },
  });
  expect(table(report, { color: false })).toContain(`decided  GET /accounts, no client certificate: ${reason}`);
});

test.each<[string, Resources, object]>([
  ['no reason', withEnrolment({}, ' '), { 'client-mtls': 'missing' }],
  ['no token', withEnrolment({ 'Route.AuthorizationType': 'NONE' }), { 'client-mtls': 'missing', auth: 'missing' }],
  ['no throttle of its own', withEnrolment({ 'Stage.RouteSettings': undefined }), { gateway: 'weak' }],
  [
    'headers that name a certificate pass',
    withEnrolment({ 'Enrol.DistributionConfig.DefaultCacheBehavior.FunctionAssociations': undefined }),
    { 'client-mtls': 'missing' },
  ],
  [
    'certificates that nobody verifies',
    withEnrolment({ 'Enrol.DistributionConfig.ViewerMtlsConfig': { Mode: 'optional' } }),
    { 'client-mtls': 'weak' },
  ],
])('a gap: %s', (_, resources, expected) => {
  const found = enrolling(resources);
  expect(found).toMatchObject(expected);
  expect(found.report.verdict).toBe('gap');
});
