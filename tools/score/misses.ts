/** What the proof does not see, and who sees it instead. Published in docs/prove-misses.md; each with a test that it is so. */
export interface Miss {
  readonly what: string;
  readonly why: string;
  readonly instead: string;
}

const miss = (what: string, why: string, instead: string): Miss => ({ what, why, instead });

/** Seen when our own templates are mutated: the templates show it, and no rule asks for it. */
export const missesInTemplates = {
  'own-waf-rules': miss(
    "Rules of a web ACL beyond a rate for each address on each route and AWS's two baseline groups: a tighter rate for some paths, a rate for each token, limits of size, address reputation.",
    'Nothing in a template says that they are wanted; other templates are sound without them.',
    'The drills that aim at them (`flood-sensitive-path`, `body-over-limit`, `query-over-limit` …). Where an alarm waits for a rule, its loss is seen: the alarm can no longer fire.',
  ),
  'own-alarms': miss(
    'Alarms beyond blocks of the web ACL, errors of the API, the expiry of the origin-hop certificate and what the guard refuses: latency, throttles, sign-in, undelivered notifications.',
    'Which of them a team wants is not in its templates. Whether those it has can fire, and tell somebody, is proved.',
    'Tests of the watch stack.',
  ),
  thresholds: miss(
    'Thresholds that are high, but can be reached.',
    'How many blocked requests are too many depends on the traffic.',
    'People on call.',
  ),
  'own-metrics': miss(
    "What an alarm makes of a metric of one's own code, the guard's apart: its name, which of its values are bad, how bad they can get, and what it means that there are none.",
    'Only the code says. That a function publishes in the namespace, with these dimensions, is proved.',
    'Tests of the edge stack, and of the function that publishes it.',
  ),
  'sign-in': miss(
    'How people prove who they are: second factors, what passwords are made of, who may open an account, whether an error tells which users exist.',
    'The proof asks what a request without a valid token meets; how many factors a token took is in no template of the API.',
    'Tests of the identity stack, and cdk-nag (COG1 to COG8).',
  ),
  'sign-in-web-acl': miss(
    'The web ACL of the user pool.',
    'It stands before the sign-in page, on no path to a function. Whether what it blocks is logged and told is proved.',
    'Tests of the identity stack.',
  ),
  'refresh-tokens': miss(
    'Rotation of refresh tokens and its grace period.',
    'An API never sees a refresh token. How long access tokens live is proved.',
    'Tests of the identity stack.',
  ),
  'response-headers': miss(
    'Headers on answers: HSTS and its kin.',
    'They are for browsers. Plain HTTP is refused whatever they say.',
    'Tests of the edge stack.',
  ),
  'edge-code': miss(
    'What a CloudFront function does. Where devices show certificates at the edge, it must name their headers and delete.',
    'The proof reads templates, not code.',
    'Its own tests.',
  ),
} as const;

/** Changes that no operator makes, and what stands in no template. */
export const missesBeyondTemplates = {
  'function-code': miss(
    'What functions do: a function without a guard, or with one that says yes to everything, has the role, the runtime and the log of one with.',
    'The proof reads templates, not code. It checks that our guard, where it is recognized by its settings, is set up for the API before it.',
    "The drills of the layer `service`, and the guard's own tests.",
  ),
  'other-scope': miss(
    'A route that asks for another scope of the same resource server.',
    'Which scope a route ought to have stands in no template.',
    'The guard, which refuses the token: the drill `missing-scope`.',
  ),
  subscriber: miss(
    'A subscription that goes to the wrong address.',
    'Any address looks like the right one.',
    'SNS, which asks each address to confirm.',
  ),
  'managed-groups': miss(
    "What AWS's managed rule groups hold, and their versions.",
    'They are not in the template. That they are there, block, and look at the route is proved.',
    'Requests against a deployed edge.',
  ),
  artefacts: miss(
    'What is in the bucket, in ACM and in the parameter store: the certificates of a truststore, who signed an imported certificate.',
    'A template names them. That the CA of the edge and the truststore come from one key is followed through custom resources.',
    'The drills `gateway-other-authority` and `gateway-expired-certificate`; the lint of the truststore when it is published.',
  ),
  account: miss(
    'What was changed by hand, by another account, by a service control policy or a permissions boundary; grants on a key; quotas.',
    'It is not in the templates. What another team provides can be declared in the policy as `external`, with a reason.',
    'Drift detection, AWS Config.',
  ),
  'other-doors': miss(
    'AppSync and WebSocket APIs, VPC Lattice, Lambda@Edge, mapping templates of REST APIs and what an `aws` integration does.',
    'They are not modelled. The proof lists the first two, and calls routes that end in the last unproven.',
    'Reading them.',
  ),
} as const;

export type MissId = keyof typeof missesInTemplates;
