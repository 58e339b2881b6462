/** The guard for a Lambda that is not of this repository: `portcullis/guard` (docs/guard.md). */
export type { Caller, CallDetails, Client, Owned } from './call';
export { contract, input, takes, type Contract } from './contract';
export { fromEnvironment, readEnvironment, tableName } from './environment';
export { guard, type GuardOptions } from './guard';
export { pinnedKeys, signingKeys } from './keys';
export type { Off } from './off';
export { operation, ownWallet, publicOperation, type Done, type Operation, type Resource } from './operation';
export { ownerOnly } from './owner-only';
export { inputInvalid, notFound, Problem, unavailable, type FieldError } from './problem';
export { recorder, type Recorder } from './record';
export type { Route } from './routes';
export { ask, documentClient } from './store';
export type { Authorizer } from '../policies/cedar';
