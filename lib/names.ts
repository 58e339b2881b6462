import type { Config } from './config';

/**
 * Every name that two stacks must agree on, derived from the configuration. Edge and Trust stand in different Regions, and
 * nothing crosses a Region, so they meet here instead of through a reference.
 */
export interface Names {
  /** KMS alias of a generation of the origin-hop CA, in the home Region. */
  readonly keyAlias: (generation: string) => string;
  /** Distinguished name of a generation of the origin-hop CA. */
  readonly caSubject: (generation: string) => string;
  /** Where a generation's CA certificate lies in the trust bucket. */
  readonly caObject: (generation: string) => string;
  /** The trust bucket in the home Region; bucket names are global, so the account and the Region are part of it. */
  readonly trustBucket: (account: string) => string;
  /** Role of the function that certifies the CA keys, in the home Region. */
  readonly originCaRole: string;
  /** Role of the function that has leaves signed, in us-east-1. */
  readonly originLeafRole: string;
  /** Distinguished name of the edge's client certificate. */
  readonly hopSubject: string;
  /** SAN URI of the edge's client certificate: what the guard takes as the edge's identity. */
  readonly hopIdentity: string;
  /** WAF takes only log groups whose name begins with `aws-waf-logs-`. */
  readonly wafLogGroup: string;
  readonly signInWafLogGroup: string;
  /** What Cognito tells of sign-ins, where the plan has it. */
  readonly signInLogGroup: string;
  readonly apiWafLogGroup: string;
  /** Under `/aws/vendedlogs/`, whose resource policy covers any number of groups; elsewhere it is full at 5,120 characters. */
  readonly accessLogGroup: string;
  /** Handshakes at the edge, in us-east-1, beside the access log's prefix for the same reason. */
  readonly connectionLogGroup: string;
  /** Where devices without a certificate enrol (managed, edge). */
  readonly enrolHost: string;
  /** KMS alias of the two keys of a generation of the clients' CA, in the home Region. */
  readonly clientKeyAlias: (which: 'root' | 'issuing', generation: string) => string;
  /** Where the two certificates of a generation lie in the trust bucket. */
  readonly clientCaObject: (which: 'root' | 'issuing', generation: string) => string;
  /** Where the revocation lists of a generation lie there, of the root and of the issuing CA. */
  readonly clientCrlObject: (which: 'root' | 'issuing', generation: string) => string;
  /** The name that the subject of every client's certificate begins with, and that the CA is held to. */
  readonly clientSubtree: string;
  /** Role of the function that certifies the clients' CA: the only one that may sign with its roots. */
  readonly clientCaRole: string;
  /** Role of the function that issues clients' certificates: the only one that may sign with its issuing keys. */
  readonly certificatesRole: string;
  /** The registry of clients' certificates. The edge reads it from us-east-1, so its name is fixed. */
  readonly certificatesTable: string;
  /** KMS alias of the tables' key, for the same reader: it cannot know the key's id. */
  readonly dataKeyAlias: string;
  /** The function that issues, registers and revokes clients' certificates. Operators call it by name. */
  readonly certificatesFunction: string;
  /** SAN URI of a client's certificate: the device, or the partner. */
  readonly clientUri: (kind: 'device' | 'partner', id: string) => string;
}

type Named = Pick<Config, 'prefix' | 'env' | 'region'> & { readonly domain: { readonly name: string } };

/** The names of one environment. */
export function names({ prefix, env, region, domain }: Named): Names {
  return {
    keyAlias: generation => `alias/${prefix}-origin-hop-ca-${generation}`,
    caSubject: generation => `CN=${prefix} origin-hop CA ${generation}`,
    caObject: generation => `origin-hop/ca/${generation}.pem`,
    trustBucket: account => `${prefix}-trust-${account}-${region}`,
    originCaRole: `${prefix}-origin-hop-ca`,
    originLeafRole: `${prefix}-origin-hop-leaf`,
    hopSubject: `CN=${prefix} edge`,
    hopIdentity: `urn:portcullis:edge:${env}`,
    wafLogGroup: `aws-waf-logs-${prefix}-edge`,
    apiWafLogGroup: `aws-waf-logs-${prefix}-api`,
    signInWafLogGroup: `aws-waf-logs-${prefix}-sign-in`,
    signInLogGroup: `/aws/vendedlogs/${prefix}-sign-ins`,
    accessLogGroup: `/aws/vendedlogs/${prefix}-api`,
    connectionLogGroup: `/aws/vendedlogs/${prefix}-connections`,
    enrolHost: `enrol.${domain.name}`,
    clientKeyAlias: (which, generation) => `alias/${prefix}-client-ca-${which}-${generation}`,
    clientCaObject: (which, generation) => `clients/ca/${which}-${generation}.pem`,
    clientCrlObject: (which, generation) => `clients/crl/${which}-${generation}.crl`,
    clientSubtree: `O=${prefix} clients`,
    clientCaRole: `${prefix}-client-ca`,
    certificatesRole: `${prefix}-certificates`,
    certificatesTable: `${prefix}-certificates`,
    dataKeyAlias: `alias/${prefix}-data`,
    certificatesFunction: `${prefix}-certificates`,
    clientUri: (kind, id) => `urn:portcullis:${kind}:${id}`,
  };
}
