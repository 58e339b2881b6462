import type { JsonWebKey } from 'node:crypto';

/** What the chain and the issuer's process say to each other, over the process's own channel and nowhere else. */

/** A user as the sign-in page knows them. */
export interface Account {
  readonly username: string;
  readonly password: string;
  readonly sub: string;
  /** What tokens call the user: where people sign in with an e-mail address, Cognito makes a name up, the `sub`. */
  readonly tokenName: string;
}

/** A private RSA key. */
export type SigningKey = Pick<JsonWebKey, 'd' | 'dp' | 'dq' | 'e' | 'kty' | 'n' | 'p' | 'q' | 'qi'> & {
  readonly kid: string;
  readonly alg: 'RS256';
  readonly use: 'sig';
};

/** Cognito signs ID tokens and access tokens with different keys of one set; a verifier that takes the first is wrong. */
export interface SigningKeys {
  readonly id: SigningKey;
  readonly access: SigningKey;
}

/** What the template says of a client. */
export type ClientSettings = AppSettings | MachineSettings;

/** A client that people sign in with. Times in seconds. */
export interface AppSettings {
  readonly kind: 'app';
  readonly clientId: string;
  readonly callbackUrls: readonly string[];
  /** Every scope the client may ask for, full names. */
  readonly scopes: readonly string[];
  readonly accessTokenSeconds: number;
  readonly idTokenSeconds: number;
  readonly refreshTokenSeconds: number;
  readonly rotatesRefreshTokens: boolean;
}

/** A client that is a system: it has a secret, and nobody signs in. */
export interface MachineSettings {
  readonly kind: 'machine';
  readonly clientId: string;
  readonly secret: string;
  /** Every scope the client may ask for, full names. */
  readonly scopes: readonly string[];
  readonly accessTokenSeconds: number;
}

/** The pool whose pre-token-generation trigger is asked before a token is issued. */
export interface TriggerSettings {
  readonly userPoolId: string;
  readonly region: string;
  /** Of the event: `2` is for people's tokens only. */
  readonly version: '2' | '3';
}

/** How an issuer that is not Cognito writes its access tokens. */
export interface OwnClaims {
  readonly audience: string;
  readonly scopes: 'scope' | 'scp';
  readonly client: 'client_id' | 'azp' | 'cid' | 'appid';
  readonly user: 'sub' | 'uid' | 'oid';
}

export interface Requests {
  /** Opens the port, so that the issuer's URL is known before its clients are. */
  listen: {
    /** After the port: `/eu-west-1_abc`, `/oauth2/default`, `/` or nothing. */
    readonly path: string;
    readonly port: number;
    readonly certificate: string;
    readonly privateKey: string;
  };
  configure: {
    readonly clients: readonly ClientSettings[];
    /** Absent: tokens are issued as they are. */
    readonly trigger: TriggerSettings | undefined;
    /** Absent: tokens are written as Cognito does. */
    readonly own: OwnClaims | undefined;
    readonly accounts: readonly Account[];
    readonly keys: SigningKeys;
  };
  mint: { readonly claims: Record<string, unknown>; readonly header: Record<string, unknown> };
}

export interface Replies {
  listen: { readonly port: number };
  configure: null;
  mint: string;
}

export type Method = keyof Requests;

export interface Call<M extends Method = Method> {
  readonly id: number;
  readonly method: M;
  readonly params: Requests[M];
}

/** The process asks for the trigger's answer to an event, and gets it as a {@link TriggerAnswer}. */
export interface TriggerQuestion {
  readonly question: number;
  readonly event: unknown;
}

export type TriggerAnswer = { readonly question: number } & ({ readonly result: unknown } | { readonly error: string });

export type Reply = { readonly id: number } & ({ readonly result: unknown } | { readonly error: string });
