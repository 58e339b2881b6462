import * as z from 'zod';

/**
 * What Cognito sends before it issues an access token (event version 3) and takes back. Only the flow of systems is known here: a
 * trigger that answered for others would bind people's tokens to nothing.
 */
export const tokenRequest = z.looseObject({
  version: z.literal('3'),
  triggerSource: z.literal('TokenGeneration_ClientCredentials'),
  callerContext: z.looseObject({ clientId: z.string().regex(/^[\w+-]+$/) }),
  request: z.looseObject({
    /** What the client sent as `aws_client_metadata`. */
    clientMetadata: z.record(z.string(), z.string()).nullish(),
  }),
});

export type TokenRequest = z.output<typeof tokenRequest>;

/** The name under which a client says which of its certificates it will show: as in the token (RFC 8705, section 3.1). */
export const certificateMember = 'x5t#S256';

/** The event with the confirmation in it: the token is good with this certificate only. */
export const bound = <E extends TokenRequest>(event: E, thumbprint: string) => ({
  ...event,
  response: {
    claimsAndScopeOverrideDetails: {
      accessTokenGeneration: { claimsToAddOrOverride: { cnf: { [certificateMember]: base64url(thumbprint) } } },
    },
  },
});

/** A SHA-256 in hex, as CloudFront and the registry have it, in the spelling of RFC 8705. */
export const base64url = (hex: string): string => Buffer.from(hex, 'hex').toString('base64url');
