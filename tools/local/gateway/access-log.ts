import { commonVariables, compileFormat, type Logged, type Variables } from './log-format';

/** What is known of a request when it is over. */
export interface Finished extends Logged {
  readonly api: Logged['api'] & { readonly domainName: string };
  readonly routeKey?: string;
}

/** "Customize HTTP API access logs". Variables of Lambda authorizers and of AWS service integrations have nothing to say here. */
const variables: Variables<Finished> = {
  ...commonVariables,
  awsEndpointRequestId: () => undefined,
  'customDomain.basePathMatched': () => '(none)',
  domainName: ({ api }) => api.domainName,
  domainPrefix: ({ api }) => api.domainName.split('.', 1)[0],
  requestTimeEpoch: ({ head }) => Math.floor(head.at.getTime() / 1_000),
  routeKey: ({ routeKey }) => routeKey,
  stage: () => '$default',
};

/** Compiles a stage's format. Throws LocalError for a variable that HTTP APIs do not have. */
export const compileAccessLog = (format: string): ((finished: Finished) => string) =>
  compileFormat(format, variables, 'AccessLogSettings.Format');
