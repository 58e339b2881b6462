import * as z from 'zod';
import { check, unread } from '../../check';
import type { Headers } from '../../waf/request';

/** Changes the headers of a response on its way to the viewer. */
export type ResponseHeadersPolicy = (headers: Headers) => Headers;

const Override = z.boolean();
const seconds = z.int().min(0);

const schema = z.strictObject({
  ResponseHeadersPolicyConfig: z.strictObject({
    Name: z.string(),
    Comment: unread,
    SecurityHeadersConfig: z
      .strictObject({
        StrictTransportSecurity: z
          .strictObject({
            AccessControlMaxAgeSec: seconds,
            IncludeSubdomains: z.boolean().default(false),
            Preload: z.boolean().default(false),
            Override,
          })
          .optional(),
        ContentTypeOptions: z.strictObject({ Override }).optional(),
        FrameOptions: z.strictObject({ FrameOption: z.string(), Override }).optional(),
        ReferrerPolicy: z.strictObject({ ReferrerPolicy: z.string(), Override }).optional(),
        ContentSecurityPolicy: z.strictObject({ ContentSecurityPolicy: z.string(), Override }).optional(),
        XSSProtection: z
          .strictObject({
            Protection: z.boolean(),
            ModeBlock: z.boolean().default(false),
            ReportUri: z.string().optional(),
            Override,
          })
          .optional(),
      })
      .default({}),
    CustomHeadersConfig: z
      .strictObject({ Items: z.array(z.strictObject({ Header: z.string(), Value: z.string(), Override })) })
      .default({ Items: [] }),
    RemoveHeadersConfig: z
      .strictObject({ Items: z.array(z.strictObject({ Header: z.string() })) })
      .default({ Items: [] }),
  }),
});
type Config = z.output<typeof schema>['ResponseHeadersPolicyConfig'];

interface Setting {
  readonly name: string;
  readonly value: string;
  /** Whether the origin's own header of that name gives way. */
  readonly override: boolean;
}

/** Compiles an `AWS::CloudFront::ResponseHeadersPolicy`, properties resolved. */
export function responseHeadersPolicy(properties: unknown): ResponseHeadersPolicy {
  const { ResponseHeadersPolicyConfig: config } = check('AWS::CloudFront::ResponseHeadersPolicy', schema, properties);
  const settings = [...securityHeaders(config), ...customHeaders(config)];
  const removed = new Set(config.RemoveHeadersConfig.Items.map(({ Header }) => Header.toLowerCase()));
  return headers => {
    const present = new Set(headers.map(([name]) => name));
    const applied = settings.filter(({ name, override }) => override || !present.has(name));
    const replaced = new Set(applied.map(({ name }) => name));
    const kept = headers.filter(([name]) => !replaced.has(name) && !removed.has(name));
    return [...kept, ...applied.map(({ name, value }) => [name, value] as const)];
  };
}

const customHeaders = ({ CustomHeadersConfig }: Config): Setting[] =>
  CustomHeadersConfig.Items.map(item => ({
    name: item.Header.toLowerCase(),
    value: item.Value,
    override: item.Override,
  }));

function securityHeaders({ SecurityHeadersConfig: security }: Config): Setting[] {
  const settings: Setting[] = [];
  const set = (name: string, value: string, override: boolean): void => void settings.push({ name, value, override });
  const { StrictTransportSecurity: hsts, XSSProtection: xss } = security;
  if (hsts !== undefined)
    set(
      'strict-transport-security',
      `max-age=${hsts.AccessControlMaxAgeSec}${hsts.IncludeSubdomains ? '; includeSubDomains' : ''}${hsts.Preload ? '; preload' : ''}`,
      hsts.Override,
    );
  if (security.ContentTypeOptions !== undefined)
    set('x-content-type-options', 'nosniff', security.ContentTypeOptions.Override);
  if (security.FrameOptions !== undefined)
    set('x-frame-options', security.FrameOptions.FrameOption, security.FrameOptions.Override);
  if (security.ReferrerPolicy !== undefined)
    set('referrer-policy', security.ReferrerPolicy.ReferrerPolicy, security.ReferrerPolicy.Override);
  if (security.ContentSecurityPolicy !== undefined)
    set(
      'content-security-policy',
      security.ContentSecurityPolicy.ContentSecurityPolicy,
      security.ContentSecurityPolicy.Override,
    );
  if (xss !== undefined)
    set(
      'x-xss-protection',
      `${xss.Protection ? '1' : '0'}${xss.ModeBlock ? '; mode=block' : ''}${xss.ReportUri === undefined ? '' : `; report=${xss.ReportUri}`}`,
      xss.Override,
    );
  return settings;
}
