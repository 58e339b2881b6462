/** What the API looks like from outside, whichever kind it is. */
export interface ApiFront {
  readonly metrics: ApiMetrics;
  /** Where clients call the API itself: what they see of TLS, and what inspects their requests. Absent behind the edge. */
  readonly entrance?: {
    readonly certificateArn: string;
    readonly webAclName: string;
  };
}

/** The names under which AWS publishes the API's metrics, in the namespace AWS/ApiGateway. HTTP and REST APIs differ in all of them. */
export interface ApiMetrics {
  readonly dimensions: Readonly<Record<string, string>>;
  readonly clientErrors: string;
  readonly serverErrors: string;
}
