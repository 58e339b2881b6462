import { accessLogOf } from '../facts/access-logs';
import { text } from '../graph/lookups';
import { stands, weak, type Rule } from '../rule';

/** Variables that hold what opens doors, not who came through them. */
const secrets: readonly (readonly [what: string, variable: RegExp])[] = [
  ['the API key', /\$context\.identity\.apiKey\b(?!Id)/],
  ['the whole certificate', /\$context\.identity\.clientCert\.clientCertPem\b/],
  ['a session token or signature', /\$context\.identity\.(?:cognitoAuthentication\w+|accessKey)\b(?!Id)/],
  [
    'what the authorizer made of a token',
    /\$context\.authorizer\.(?:[\w.]*(?:token|jwt|secret|password|credential)\w*)/i,
  ],
  [
    'a header that holds a token',
    /\$context\.(?:request|response)Override\.header\.(?:authorization|cookie|set-cookie)/i,
  ],
];

/** The access log holds no token, key or certificate. */
export const watchAccessLogSecrets: Rule = {
  id: 'watch/access-log-secrets',
  layer: 'watch',
  reason: 'A log outlives the tokens it should not hold, and more people read it than may use them.',
  fix: "Leave clientCertPem, identity.apiKey and the authorizer's tokens out of the Format; log claims.sub, clientCert.serialNumber and apiKeyId instead.",
  check({ stage }) {
    const log = stage === undefined ? undefined : accessLogOf(stage);
    const format = text(log?.format);
    if (stage === undefined || log === undefined || format === undefined) return [];
    const where = { resource: stage.where.resource, property: `${log.property}.Format` };
    const held = secrets.filter(([, variable]) => variable.test(format)).map(([what]) => what);
    return held.length === 0 ? [stands(where, 'holds no secret')] : [weak(where, `writes ${held.join(', ')}`)];
  },
};
