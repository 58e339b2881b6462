import type { Json, TemplateResource } from '../../json';
import { hashOf, many, object, present, ref, type Resources, type Written } from './written';

/** The logical id of an API's domain; APIs that name the same host share one. */
export const domainId = (rest: boolean, properties: Written): string | undefined => {
  const name = object(properties['Domain'])['DomainName'];
  return name === undefined ? undefined : `ApiGatewayDomainName${rest ? '' : 'V2'}${hashOf(name)}`;
};

/** The custom domain of an API, and a mapping for each base path. */
export function domain(id: string, rest: boolean, properties: Written, stage: string): Resources {
  const domainName = domainId(rest, properties);
  if (domainName === undefined) return {};
  const written = object(properties['Domain']);
  const type = typeOf(written['EndpointConfiguration']);
  // SAM leads a private domain to private APIs only, which nothing on the internet reaches.
  if (rest && type === 'PRIVATE')
    return { [domainName]: { Type: 'AWS::ApiGateway::DomainNameV2', Properties: present(private_(written)) } };
  const paths = many(written['BasePath']);
  const mappings = (paths.length === 0 ? [undefined] : paths).map((path, i) => {
    const suffix = typeof path === 'string' ? path.replaceAll(/[^A-Za-z0-9]/g, '') : i === 0 ? '' : String(i);
    const key = typeof path === 'string' ? path.replaceAll(/^\/+|\/+$/g, '') : path;
    const common = { DomainName: ref(domainName), Stage: ref(stage) };
    return rest
      ? [`${id}${suffix}BasePathMapping`, restMapping({ ...common, RestApiId: ref(id), BasePath: key })]
      : [`${id}${suffix}ApiMapping`, httpMapping({ ...common, ApiId: ref(id), ApiMappingKey: key })];
  });
  return {
    [domainName]: rest ? restDomain(written, type) : httpDomain(written),
    ...(Object.fromEntries(mappings) as Resources),
  };
}

type Properties = Readonly<Record<string, Json | undefined>>;

const restMapping = (properties: Properties): TemplateResource => ({
  Type: 'AWS::ApiGateway::BasePathMapping',
  Properties: present(properties),
});

const httpMapping = (properties: Properties): TemplateResource => ({
  Type: 'AWS::ApiGatewayV2::ApiMapping',
  Properties: present(properties),
});

const typeOf = (written: Json | undefined): Json =>
  typeof written === 'string' ? written : (object(written)['Type'] ?? many(object(written)['Types'])[0] ?? 'REGIONAL');

const restDomain = (written: Written, type: Json): TemplateResource => ({
  Type: 'AWS::ApiGateway::DomainName',
  Properties: present({
    DomainName: written['DomainName'],
    [type === 'EDGE' ? 'CertificateArn' : 'RegionalCertificateArn']: written['CertificateArn'],
    EndpointConfiguration: { Types: [type] },
    MutualTlsAuthentication: written['MutualTlsAuthentication'],
    SecurityPolicy: written['SecurityPolicy'],
  }),
});

const httpDomain = (written: Written): TemplateResource => ({
  Type: 'AWS::ApiGatewayV2::DomainName',
  Properties: present({
    DomainName: written['DomainName'],
    DomainNameConfigurations: [
      present({
        CertificateArn: written['CertificateArn'],
        SecurityPolicy: written['SecurityPolicy'],
        EndpointType: 'REGIONAL',
      }),
    ],
    MutualTlsAuthentication: written['MutualTlsAuthentication'],
  }),
});

const private_ = (written: Written): Properties => ({
  DomainName: written['DomainName'],
  CertificateArn: written['CertificateArn'],
  EndpointConfiguration: { Types: ['PRIVATE'] },
});
