import type { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import type { Config } from '../config';
import { names } from '../names';
import { publicPathsOf } from '../routes';
import { managedGroup, refuse, tooMany, type WafRule } from './web-acl';

/**
 * The rules of the edge's web ACL, in the order WAF walks them. A block ends the walk, so whatever counts stands before
 * whatever refuses: a flood of malformed requests is a flood too. Then the cheap and certain, then AWS's groups.
 *
 * Capacity: 2 + 34 a path (sensitive and public: 3) + 52 + 24 + 3 + 25 + 200 + 700 = 1,108 of the 1,500 units that the base price covers.
 */
export const wafRules = (config: Config): readonly WafRule[] => {
  const { waf } = config;
  return [
    perAddress(waf.perAddress),
    perAddressSensitive(waf.perAddressSensitive),
    ...perAddressPublic(config),
    ...('enrolment' in waf ? [perAddressEnrolment(waf.enrolment, names(config).enrolHost)] : []),
    perToken(waf.perToken),
    forgedEdgeHeaders(config),
    bodyTooLarge(waf.maxBodyBytes),
    queryTooLarge,
    pathTooLarge,
    // 25 units. Addresses AWS sees attacking others.
    managedGroup('AWSManagedRulesAmazonIpReputationList'),
    // 200 units. Log4j, SSRF towards instance metadata, exploits of the day.
    managedGroup('AWSManagedRulesKnownBadInputsRuleSet'),
    // 700 units. Injection, traversal, inclusion. It also refuses a request without User-Agent and any body over 8 KB, so the
    // app must send the one and the configuration takes no larger maxBodyBytes.
    managedGroup('AWSManagedRulesCommonRuleSet'),
  ];
};

type RateLimit = Config['waf']['perAddress'];
type Statement = CfnWebACL.StatementProperty;

/** Every request of an address. Keyed on the TCP peer: X-Forwarded-For is whatever the client wrote. */
const perAddress = ({ limit, windowSeconds }: RateLimit): WafRule => ({
  name: 'PerAddress',
  statement: { rateBasedStatement: { limit, evaluationWindowSec: windowSeconds, aggregateKeyType: 'IP' } },
  action: tooMany({ windowSeconds }),
});

/** Requests of an address to the paths that move money. */
const perAddressSensitive = ({ limit, windowSeconds, paths }: Config['waf']['perAddressSensitive']): WafRule => ({
  name: 'PerAddressSensitive',
  statement: {
    rateBasedStatement: {
      limit,
      evaluationWindowSec: windowSeconds,
      aggregateKeyType: 'IP',
      scopeDownStatement: anyOf(paths.map(pathStartsWith)),
    },
  },
  action: tooMany({ windowSeconds }),
});

/** Requests of an address to the paths that take no token: whoever floods those has nothing to lose but the address. */
function perAddressPublic(config: Config): readonly WafRule[] {
  const paths = publicPathsOf(config);
  if (paths.length === 0) return [];
  if (!('perAddressPublic' in config.waf))
    throw new Error(
      `lib/config/schema.ts: waf.perAddressPublic: ${config.profile} has none, but the public ${paths[0]}`,
    );
  const { limit, windowSeconds } = config.waf.perAddressPublic;
  return [
    {
      name: 'PerAddressPublic',
      statement: {
        rateBasedStatement: {
          limit,
          evaluationWindowSec: windowSeconds,
          aggregateKeyType: 'IP',
          scopeDownStatement: anyOf(paths.map(pathStartsWith)),
        },
      },
      action: tooMany({ windowSeconds }),
    },
  ];
}

/** Requests of an address to the door of enrolment, where nobody has shown a certificate yet. */
const perAddressEnrolment = ({ limit, windowSeconds }: RateLimit, enrolHost: string): WafRule => ({
  name: 'PerAddressEnrolment',
  statement: {
    rateBasedStatement: {
      limit,
      evaluationWindowSec: windowSeconds,
      aggregateKeyType: 'IP',
      scopeDownStatement: hostIs(enrolHost),
    },
  },
  action: tooMany({ windowSeconds }),
});

/**
 * Requests that carry one token, from wherever they come: a stolen token does not gain by being spread over a botnet. A made-up
 * token for each request is a new key each time, and a request without a token is not counted: PerAddress holds those.
 */
const perToken = ({ limit, windowSeconds }: RateLimit): WafRule => ({
  name: 'PerToken',
  statement: {
    rateBasedStatement: {
      limit,
      evaluationWindowSec: windowSeconds,
      aggregateKeyType: 'CUSTOM_KEYS',
      // "bearer  x" and "Bearer x" are one token: what the authorizer takes as the same must count as the same.
      customKeys: [
        { header: { name: 'authorization', textTransformations: transform('LOWERCASE', 'COMPRESS_WHITE_SPACE') } },
      ],
    },
  },
  action: tooMany({ windowSeconds }),
});

/**
 * Headers in which the edge tells the API about a client certificate. A client that sends one is forging. Where CloudFront verifies
 * certificates it writes cloudfront-viewer-cert-* itself, and whether WAF sees those is documented nowhere: there the edge's
 * function decides, and the rule holds for the enrolment door, through which no certificate comes.
 */
const forgedEdgeHeaders = (config: Config): WafRule => ({
  name: 'ForgedEdgeHeaders',
  statement: anyOf([
    ...['portcullis-', 'x-portcullis-'].map(headerNamed),
    ...(config.profile === 'consumer' || config.ingress === 'regional' ? [headerNamed(certificateHeaders)] : []),
    ...('enrolment' in config.waf
      ? [{ andStatement: { statements: [hostIs(names(config).enrolHost), headerNamed(certificateHeaders)] } }]
      : []),
  ]),
  action: refuse,
});

const certificateHeaders = 'cloudfront-viewer-cert-';

const headerNamed = (prefix: string): Statement => ({
  byteMatchStatement: {
    searchString: prefix,
    positionalConstraint: 'STARTS_WITH',
    // WAF sees 200 headers and 8 KB of them. A forged one may hide behind those, so more is refused; API Gateway would
    // take 10,240 bytes.
    fieldToMatch: { headers: { matchPattern: { all: {} }, matchScope: 'KEY', oversizeHandling: 'MATCH' } },
    textTransformations: transform('LOWERCASE'),
  },
});

const hostIs = (host: string): Statement => ({
  byteMatchStatement: {
    searchString: host,
    // A port may follow.
    positionalConstraint: 'STARTS_WITH',
    fieldToMatch: { singleHeader: { Name: 'host' } },
    textTransformations: transform('LOWERCASE'),
  },
});

/** CloudFront shows WAF the first 16 KB of a body; what is longer matches too. */
const bodyTooLarge = (bytes: number): WafRule => ({
  name: 'BodyTooLarge',
  statement: largerThan(bytes, { body: { oversizeHandling: 'MATCH' } }),
  action: refuse,
});

/** The longest query this API needs is a page cursor. */
const queryTooLarge: WafRule = {
  name: 'QueryTooLarge',
  statement: largerThan(1_024, { queryString: {} }),
  action: refuse,
};

const pathTooLarge: WafRule = { name: 'PathTooLarge', statement: largerThan(512, { uriPath: {} }), action: refuse };

function largerThan(size: number, fieldToMatch: CfnWebACL.FieldToMatchProperty): Statement {
  return {
    sizeConstraintStatement: { comparisonOperator: 'GT', size, fieldToMatch, textTransformations: transform('NONE') },
  };
}

/** `/%74ransfers` and `/x/../transfers` reach the same route, so they must count as it. */
function pathStartsWith(prefix: string): Statement {
  return {
    byteMatchStatement: {
      searchString: prefix,
      positionalConstraint: 'STARTS_WITH',
      fieldToMatch: { uriPath: {} },
      textTransformations: transform('URL_DECODE', 'NORMALIZE_PATH', 'LOWERCASE'),
    },
  };
}

/** WAF takes an OR of two statements or more. */
function anyOf(statements: readonly Statement[]): Statement {
  const [only, ...others] = statements;
  if (only !== undefined && others.length === 0) return only;
  return { orStatement: { statements: [...statements] } };
}

function transform(...types: readonly string[]): CfnWebACL.TextTransformationProperty[] {
  return types.map((type, priority) => ({ priority, type }));
}
