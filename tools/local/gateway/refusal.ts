import type { LayerName } from '../../../lib/chain';

/** What a client is told, as API Gateway says it: `{"message":"Forbidden"}`. */
export interface RefusalAnswer {
  readonly status: number;
  readonly told: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request that goes no further: which layer stopped it, why, and what the client is told. */
export class Refusal extends Error implements RefusalAnswer {
  override readonly name = 'Refusal';
  readonly layer: LayerName;
  readonly reason: string;
  readonly status: number;
  readonly told: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(layer: LayerName, reason: string, answer: RefusalAnswer) {
    super(`${layer}: ${reason}`);
    this.layer = layer;
    this.reason = reason;
    this.status = answer.status;
    this.told = answer.told;
    this.headers = answer.headers ?? {};
  }
}

export const badRequest = { status: 400, told: 'Bad Request' };
export const unauthorized = { status: 401, told: 'Unauthorized' };
export const forbidden = { status: 403, told: 'Forbidden' };
export const notFound = { status: 404, told: 'Not Found' };
export const tooLarge = { status: 413, told: 'Request Entity Too Large' };
export const tooManyRequests = { status: 429, told: 'Too Many Requests' };
export const headersTooLarge = { status: 431, told: 'Request Header Fields Too Large' };
export const internalError = { status: 500, told: 'Internal Server Error' };
export const serviceUnavailable = { status: 503, told: 'Service Unavailable' };
