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

/** What the template says of an app client. Times in seconds. */
export interface ClientSettings {
  readonly clientId: string;
  readonly callbackUrls: readonly string[];
  /** Every scope the client may ask for, full names. */
  readonly scopes: readonly string[];
  readonly accessTokenSeconds: number;
  readonly idTokenSeconds: number;
  readonly refreshTokenSeconds: number;
  readonly rotatesRefreshTokens: boolean;
}

export interface Requests {
  /** Opens the port, so that the issuer's URL is known before its clients are. */
  listen: {
    readonly poolId: string;
    readonly port: number;
    readonly certificate: string;
    readonly privateKey: string;
  };
  configure: {
    readonly client: ClientSettings;
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

export type Reply = { readonly id: number } & ({ readonly result: unknown } | { readonly error: string });
