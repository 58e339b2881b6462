import type { Rule } from '../rule';
import { authForwarded } from './auth-forwarded';
import { authLambdaCache } from './auth-lambda-cache';
import { authNotCached } from './auth-not-cached';
import { authPresent } from './auth-present';
import { authScopes } from './auth-scopes';
import { authSignIn } from './auth-sign-in';
import { authTokenSource } from './auth-token-source';
import { clientMtlsForgedHeaders } from './client-mtls-forged-headers';
import { clientMtlsRequired } from './client-mtls-required';
import { clientMtlsRevocation } from './client-mtls-revocation';
import { clientMtlsTruststore } from './client-mtls-truststore';
import { gatewayCors } from './gateway-cors';
import { gatewayInvocation } from './gateway-invocation';
import { gatewayNoWayAround } from './gateway-no-way-around';
import { gatewayRoutesNamed } from './gateway-routes-named';
import { gatewayThrottled } from './gateway-throttled';
import { originMtlsEdgeCertificate } from './origin-mtls-edge-certificate';
import { originMtlsIssuingRoles } from './origin-mtls-issuing-roles';
import { originMtlsOwnCa } from './origin-mtls-own-ca';
import { originMtlsRequired } from './origin-mtls-required';
import { originMtlsSigningKey } from './origin-mtls-signing-key';
import { originMtlsTruststoreBucket } from './origin-mtls-truststore-bucket';
import { originMtlsVersionPinned } from './origin-mtls-version-pinned';
import { serviceBehindRoute } from './service-behind-route';
import { serviceDataClosed } from './service-data-closed';
import { serviceGuardData } from './service-guard-data';
import { serviceGuardRights } from './service-guard-rights';
import { serviceGuardSettings } from './service-guard-settings';
import { serviceRoleNarrow } from './service-role-narrow';
import { serviceRoleTaken } from './service-role-taken';
import { serviceRuntime } from './service-runtime';
import { serviceSecrets } from './service-secrets';
import { tlsMinimumVersion } from './tls-minimum-version';
import { tlsOriginProtocol } from './tls-origin-protocol';
import { tlsViewerPolicy } from './tls-viewer-policy';
import { wafAttached } from './waf-attached';
import { wafKnownBadInput } from './waf-known-bad-input';
import { wafNoEarlyAllow } from './waf-no-early-allow';
import { wafRateLimit } from './waf-rate-limit';
import { watchAccessLog } from './watch-access-log';
import { watchAccessLogSecrets } from './watch-access-log-secrets';
import { watchAlarmsFire } from './watch-alarms-fire';
import { watchAlarmsTell } from './watch-alarms-tell';
import { watchEdgeLog } from './watch-edge-log';
import { watchErrorAlarm } from './watch-error-alarm';
import { watchFunctionLog } from './watch-function-log';
import { watchGuardAlarms } from './watch-guard-alarms';
import { watchLogRetention } from './watch-log-retention';
import { watchLogsPrivate } from './watch-logs-private';
import { watchOriginCertificate } from './watch-origin-certificate';
import { watchWebAclAlarm } from './watch-web-acl-alarm';
import { watchWebAclLog } from './watch-web-acl-log';
import { watchWebAclLogSecrets } from './watch-web-acl-log-secrets';

/** Every rule, in the order of the layers they look at. */
export const rules: readonly Rule[] = [
  tlsViewerPolicy,
  tlsMinimumVersion,
  tlsOriginProtocol,
  clientMtlsRequired,
  clientMtlsForgedHeaders,
  clientMtlsRevocation,
  clientMtlsTruststore,
  wafAttached,
  wafKnownBadInput,
  wafNoEarlyAllow,
  wafRateLimit,
  originMtlsRequired,
  originMtlsEdgeCertificate,
  originMtlsIssuingRoles,
  originMtlsOwnCa,
  originMtlsSigningKey,
  originMtlsTruststoreBucket,
  originMtlsVersionPinned,
  gatewayThrottled,
  gatewayCors,
  gatewayInvocation,
  gatewayNoWayAround,
  gatewayRoutesNamed,
  authPresent,
  authForwarded,
  authLambdaCache,
  authNotCached,
  authScopes,
  authSignIn,
  authTokenSource,
  serviceBehindRoute,
  serviceRoleNarrow,
  serviceRoleTaken,
  serviceRuntime,
  serviceSecrets,
  serviceDataClosed,
  serviceGuardSettings,
  serviceGuardRights,
  serviceGuardData,
  watchAccessLog,
  watchAccessLogSecrets,
  watchEdgeLog,
  watchLogsPrivate,
  watchWebAclLog,
  watchWebAclLogSecrets,
  watchFunctionLog,
  watchLogRetention,
  watchErrorAlarm,
  watchOriginCertificate,
  watchWebAclAlarm,
  watchGuardAlarms,
  watchAlarmsFire,
  watchAlarmsTell,
];
