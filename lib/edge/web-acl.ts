import { ArnFormat, Stack, type RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnLoggingConfiguration, CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';

/** One rule of a web ACL. Its place in the list is its priority. */
export interface WafRule {
  /** Also the metric's name: an alarm and a log line find the rule by it. */
  readonly name: string;
  readonly statement: CfnWebACL.StatementProperty;
  /** Absent on a managed group, whose rules bring their own actions. */
  readonly action?: CfnWebACL.RuleActionProperty;
}

export interface WebAclProps {
  readonly name: string;
  readonly scope: 'CLOUDFRONT' | 'REGIONAL';
  readonly rules: readonly WafRule[];
  /** Must begin with `aws-waf-logs-`: WAF takes no other log group. */
  readonly logGroupName: string;
  readonly logRetention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
}

/** Headers that carry a credential. */
const credentials = ['authorization', 'cookie'];

// WAF sends APPLICATION_JSON and lets nobody set content-type, so the bodies have the members of RFC 9457 without its type.
const problem = (
  status: number,
  code: string,
  title: string,
  detail: string,
): CfnWebACL.CustomResponseBodyProperty => ({
  contentType: 'APPLICATION_JSON',
  content: JSON.stringify({ type: 'about:blank', title, status, detail, code }),
});

/** Which rule refused is not said: whoever probes the limits should not be told them. */
const bodies = {
  refused: problem(403, 'edge_refused', 'Forbidden', 'The request was refused before it reached the API.'),
  'too-many': problem(429, 'edge_too_many_requests', 'Too Many Requests', 'Wait as long as Retry-After says.'),
} satisfies Record<string, CfnWebACL.CustomResponseBodyProperty>;

type Body = keyof typeof bodies;
const respond = (responseCode: number, customResponseBodyKey: Body, headers: CfnWebACL.CustomHTTPHeaderProperty[]) => ({
  block: { customResponse: { responseCode, customResponseBodyKey, responseHeaders: headers } },
});

const noStore = { name: 'cache-control', value: 'no-store' };

/** Blocks with a JSON 403. */
export const refuse: CfnWebACL.RuleActionProperty = respond(403, 'refused', [noStore]);

/** Blocks with a JSON 429. A rate rule lets a key in again once the trailing window holds fewer requests than the limit. */
export const tooMany = ({ windowSeconds }: { readonly windowSeconds: number }): CfnWebACL.RuleActionProperty =>
  respond(429, 'too-many', [noStore, { name: 'retry-after', value: String(windowSeconds) }]);

/**
 * A rule group that AWS maintains, with the actions AWS gives its rules; no version is named, so updates arrive by
 * themselves. WAF answers its blocks with CloudFront's own 403 page: no custom response can be set on a group.
 */
export const managedGroup = (name: string): WafRule => ({
  name,
  statement: { managedRuleGroupStatement: { vendorName: 'AWS', name } },
});

/** A web ACL that blocks what its rules name, counts each of them, and logs only what was stopped or counted. */
export class WebAcl extends Construct {
  readonly name: string;
  readonly arn: string;
  /** Whatever uses the web ACL first should wait for this too: the log must not miss the first attack. */
  readonly logging: CfnLoggingConfiguration;

  constructor(scope: Construct, id: string, props: WebAclProps) {
    super(scope, id);
    const acl = new CfnWebACL(this, 'Acl', {
      name: props.name,
      scope: props.scope,
      defaultAction: { allow: {} },
      customResponseBodies: bodies,
      rules: props.rules.map(({ name, statement, action }, priority) => ({
        name,
        priority,
        statement,
        ...(action === undefined ? { overrideAction: { none: {} } } : { action }),
        visibilityConfig: visibility(name),
      })),
      visibilityConfig: visibility(props.name),
      dataProtectionConfig: { dataProtections: protectedFields },
    });
    this.name = props.name;
    this.arn = acl.attrArn;
    this.logging = this.log(props);
  }

  private log({ logGroupName, logRetention: retention, removalPolicy }: WebAclProps): CfnLoggingConfiguration {
    const group = new LogGroup(this, 'Log', { logGroupName, retention, removalPolicy });
    return new CfnLoggingConfiguration(this, 'Logging', {
      resourceArn: this.arn,
      // WAF refuses the ARN with the `:*` that LogGroup.logGroupArn ends in.
      logDestinationConfigs: [
        Stack.of(this).formatArn({
          service: 'logs',
          resource: 'log-group',
          resourceName: group.logGroupName,
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
      ],
      redactedFields: [...credentials.map(Name => ({ singleHeader: { Name } })), { queryString: {} }],
      // Everything served is in the access log already; here it would only cost money and hold more of people's data.
      loggingFilter: {
        DefaultBehavior: 'DROP',
        Filters: [
          {
            Behavior: 'KEEP',
            Requirement: 'MEETS_ANY',
            Conditions: [{ ActionCondition: { Action: 'BLOCK' } }, { ActionCondition: { Action: 'COUNT' } }],
          },
        ],
      },
    });
  }
}

/**
 * Redaction covers only rules that look at a header by name. A rule over all headers and the keys of a rate rule would still
 * write tokens into the log (WAF developer guide, LoggingConfiguration.RedactedFields and data protection exceptions). A hash
 * keeps one token's requests together without being the token. RFC 6750, section 2.3: tokens turn up in query strings too.
 */
const protectedFields: CfnWebACL.DataProtectProperty[] = [
  { action: 'HASH', field: { fieldType: 'SINGLE_HEADER', fieldKeys: credentials } },
  { action: 'SUBSTITUTION', field: { fieldType: 'QUERY_STRING' } },
];

/** WAF's metric dimensions carry metric names, so a name that differs makes alarms that never fire. Samples hold tokens. */
const visibility = (name: string): CfnWebACL.VisibilityConfigProperty => ({
  cloudWatchMetricsEnabled: true,
  metricName: name,
  sampledRequestsEnabled: false,
});
