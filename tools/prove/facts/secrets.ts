/** Secrets by their shape. What is found is named by its kind, never by its value. */

const shapes: readonly (readonly [kind: string, shape: RegExp])[] = [
  ['a private key', /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/],
  ['an AWS access key', /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/],
  ['a JSON web token', /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]+/],
  ['a GitHub token', /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{22,})/],
  ['a Slack token', /\bxox[abeprs]-[\w-]{10,}/],
  ['a Stripe key', /\b[rs]k_live_[A-Za-z0-9]{16,}/],
  ['a Google API key', /\bAIza[\w-]{35}\b/],
  ['a SendGrid key', /\bSG\.[\w-]{16,}\.[\w-]{16,}/],
  ['an npm token', /\bnpm_[A-Za-z0-9]{36}\b/],
  ['a password in a URL', /\b[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:[^/\s:@]+@/i],
  ['a secret that CloudFormation writes out', /\{\{resolve:(?:secretsmanager|ssm-secure):/],
];

export const secretKind = (value: string): string | undefined => shapes.find(([, shape]) => shape.test(value))?.[0];

/** Names under which people keep secrets. `…_ARN`, `…_NAME`, `…_ID` and the like say where one is, not what it is. */
export const namesSecret = (name: string): boolean =>
  /(?:secret|password|passwd|private_?key|api_?key|access_?key|credential|token)/i.test(name) &&
  !/(?:arn|name|id|url|uri|path|table|bucket|key_?alias|prefix|ttl|seconds|minutes|expiry|validity|use|type|endpoint|issuer|header)$/i.test(
    name,
  );

/** Attributes of resources that are secrets themselves. */
export const secretAttribute = /⟦[^⟧]*\.(?:ClientSecret|SecretAccessKey|SecretString)⟧/;
