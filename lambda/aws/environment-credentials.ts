import { credentials } from './signed';

/**
 * Stands for `@aws-sdk/credential-provider-node` in every bundle (lib/services/bundle.ts). Lambda gives a function its credentials in
 * the environment; the SDK's own chain also looks into files, profiles, single sign-on and instance metadata, which is 100 KB of
 * each handler, and the places where somebody who got into a function would plant others.
 */
export const defaultProvider = () => async () => credentials();
