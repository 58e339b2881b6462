import type { ClientCertificate } from './client-certificate';
import type { Route } from './routes';

/** A request as API Gateway made it, before anything in it is trusted. */
export interface Request {
  /** API Gateway's id of the request. */
  readonly id: string;
  /**
   * The one id in the logs of all layers, in the rows that are written, and in the answer: the edge's, where the request
   * came through it, else API Gateway's.
   */
  readonly correlationId: string;
  /** CloudFront's id of the request (`x-amz-cf-id`): the same in the edge's logs. */
  readonly edgeId: string | undefined;
  /** The key of the route the gateway matched: `GET /accounts/{accountId}`. */
  readonly routeKey: string;
  /**
   * PEM of the certificate that the other end of the gateway's TLS connection proved it holds the key of: the edge's, or,
   * where there is no edge, the client's own.
   */
  readonly clientCertificate: string | undefined;
  /** Names in lower case; what was sent twice is joined with a comma. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly bodyIsBase64: boolean;
}

/** Who calls, as a verified token says. */
export interface Caller {
  /** The user (`sub`); with client credentials, the client. */
  readonly sub: string;
  /** The app the token was issued to. */
  readonly clientId: string;
  /** The token's scopes of this API, without the prefix. */
  readonly scopes: readonly string[];
  /** One sign-in and every token refreshed from it (`origin_jti`); no client credentials have one. */
  readonly sessionId?: string;
  /** When the user signed in, or when the token was issued where nobody did; seconds since 1970. */
  readonly authenticatedAt: number;
  /** When the user signed in, where the token says so (`auth_time`); a refresh leaves it as it is. */
  readonly signedInAt?: number;
  /** How the user signed in, where the issuer says so (`amr`, RFC 8176). */
  readonly methods: readonly string[];
  /** The certificate the token was issued for (`cnf.x5t#S256`, RFC 8705), base64url. */
  readonly confirmedThumbprint?: string;
}

/** The device or system a caller calls from, as its certificate and the registry say. */
export interface Client extends ClientCertificate {
  readonly deviceId: string;
  readonly state: string;
}

/** Something that belongs to somebody. */
export interface Owned {
  /** `sub` of the owner. */
  readonly owner: string;
}

/** What the policies said of a call, for the audit. */
export interface Decided {
  readonly action: string;
  /** `Account::"a-1"`. */
  readonly resource: string;
  readonly policies: readonly string[];
}

/** What an operation is told besides its input and its caller. */
export interface CallDetails {
  /** To be written next to what the operation writes: it leads from a row back to the logs of every layer. */
  readonly correlationId: string;
  readonly client?: Client;
  /** RFC 7638 thumbprint of the key that the caller proved to hold, on rows that ask for a proof. */
  readonly proofKey?: string;
}

export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The answer of an earlier, identical request was given again; nothing was done. */
  readonly replayed?: true;
}

/** What the stages so far have found out about a call. */
export interface Known {
  readonly row?: Route;
  readonly caller?: Caller;
  readonly client?: Client;
  /** RFC 7638 thumbprint of the key that the caller proved to hold, on rows that ask for a proof. */
  readonly proofKey?: string;
  /** For the answer, whatever it is. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How long this call may still take, in milliseconds, as Lambda says. */
  readonly remainingMs?: number;
  /** Does the operation's work, or gives the answer it had before. */
  readonly once?: (work: () => Promise<Reply>) => Promise<Reply>;
  /** Path, query, headers and body, as the operation's schema took them. */
  readonly input?: unknown;
  /** What the call is about, as the policy stage read it and found it permitted. */
  readonly resource?: Owned;
  readonly decided?: Decided;
  readonly reply?: Reply;
}

/** Adds to what is known of a call, or throws: a Problem is an answer to the caller, anything else a bare 500. */
export type Stage = (request: Request, known: Known) => Promise<Known>;
