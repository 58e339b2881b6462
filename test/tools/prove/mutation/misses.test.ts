import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { read } from '../../../../tools/prove/read';
import { rules } from '../../../../tools/prove/rules';
import { Judge } from '../../../../tools/score/judge';
import { missesBeyondTemplates, missesInTemplates } from '../../../../tools/score/misses';
import { missesPage } from '../../../../tools/score/misses-page';
import { assemblyDirectory } from '../../../assembly';
import { changed, type Change } from './change';

/** The published misses are misses: when the proof learns to see one, its test fails, and its line goes. */

const { stacks } = read([assemblyDirectory]);
const judge = new Judge(stacks, rules);

const missed: Readonly<Record<string, Change>> = {
  'own-waf-rules': ['edge/WebAcl', 'Rules.1'],
  'own-alarms': ['watch/WatchGatewaySlow', ''],
  thresholds: ['edge/WatchEdgeBlocks', 'Threshold', 1_000_000],
  'own-metrics': ['edge/WatchOriginHopRenewalFailed', 'ComparisonOperator', 'LessThanThreshold'],
  'sign-in': ['identity/UserPool', 'MfaConfiguration', 'OFF'],
  'sign-in-web-acl': ['identity/WebAclAssociation', ''],
  'refresh-tokens': ['identity/UserPoolApp', 'RefreshTokenRotation'],
  'response-headers': ['edge/Distribution', 'DistributionConfig.DefaultCacheBehavior.ResponseHeadersPolicyId'],
  'edge-code': ['edge/ViewerRequest', 'FunctionCode', 'function handler(event) { return event.request; }'],
  'function-code': ['services/accountsFunction', 'Code', { ZipFile: 'exports.handler = () => ({ statusCode: 200 });' }],
  'other-scope': ['gateway/RoutelistAccounts', 'AuthorizationScopes', ['wallet/transfers.read']],
  subscriber: ['edge/WatchTopiconcallexamplecom', 'Endpoint', 'somebody-else@example.net'],
};

/** Nothing in a template stands for these. */
const elsewhere = ['managed-groups', 'artefacts', 'account', 'other-doors'];

test('each miss that a template can show has its change', () =>
  expect([...Object.keys(missed), ...elsewhere].sort()).toEqual(
    Object.keys({ ...missesInTemplates, ...missesBeyondTemplates }).sort(),
  ));

test.each(Object.entries(missed))('%s', (_id, change) => {
  const broken = changed(stacks, { goes: '', changes: [change] });
  expect(JSON.stringify(broken)).not.toBe(JSON.stringify(stacks));
  expect(judge.effect(broken)).toEqual({ worse: [], gone: [], same: true });
});

test('docs/prove-misses.md says so (npm run docs writes it)', () =>
  expect(readFileSync(join(__dirname, '../../../../docs/prove-misses.md'), 'utf8')).toBe(missesPage()));
