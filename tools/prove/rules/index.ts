import type { Rule } from '../rule';
import { authPresent } from './auth-present';
import { authScopes } from './auth-scopes';
import { tlsMinimumVersion } from './tls-minimum-version';
import { tlsViewerPolicy } from './tls-viewer-policy';
import { wafAttached } from './waf-attached';

/** Every rule, in the order of the layers they look at. */
export const rules: readonly Rule[] = [tlsViewerPolicy, tlsMinimumVersion, wafAttached, authPresent, authScopes];
