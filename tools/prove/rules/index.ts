import type { Rule } from '../rule';
import { authPresent } from './auth-present';
import { authScopes } from './auth-scopes';
import { gatewayInvocation } from './gateway-invocation';
import { gatewayThrottled } from './gateway-throttled';
import { originMtlsEdgeCertificate } from './origin-mtls-edge-certificate';
import { originMtlsRequired } from './origin-mtls-required';
import { originMtlsVersionPinned } from './origin-mtls-version-pinned';
import { tlsMinimumVersion } from './tls-minimum-version';
import { tlsViewerPolicy } from './tls-viewer-policy';
import { wafAttached } from './waf-attached';

/** Every rule, in the order of the layers they look at. */
export const rules: readonly Rule[] = [
  tlsViewerPolicy,
  tlsMinimumVersion,
  wafAttached,
  originMtlsRequired,
  originMtlsEdgeCertificate,
  originMtlsVersionPinned,
  gatewayThrottled,
  gatewayInvocation,
  authPresent,
  authScopes,
];
