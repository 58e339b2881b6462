import type { Rule } from '../rule';
import { authPresent, authScopes } from './auth-scopes';
import { wafAttached } from './waf-attached';

/** Every rule, in the order of the layers they look at. */
export const rules: readonly Rule[] = [wafAttached, authPresent, authScopes];
