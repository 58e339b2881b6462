import { CfnOutput, Stack } from 'aws-cdk-lib';
import { CfnBasePathMapping, EndpointType, IpAddressType, RestApi, type CfnRestApi } from 'aws-cdk-lib/aws-apigateway';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import { wafRules } from '../edge/waf-rules';
import { WebAcl } from '../edge/web-acl';
import type { RegionalConfig } from '../config';
import { names } from '../names';
import type { ServicesStack } from '../services/services-stack';
import { namedRemovalPolicy, retentionDays, type Configured } from '../stack';
import { ApiDomain } from './api-domain';
import type { ApiFront } from './front';
import { restAuthorizer, type RestIssuer } from './rest-authorizer';
import { addPreflights } from './rest-cors';
import { addMethods } from './rest-methods';
import { addGatewayResponses } from './rest-responses';
import { stageOptions } from './rest-stage';
import { tlsOf } from './rest-tls';

export interface RestFrontProps extends Configured<RegionalConfig> {
  readonly identity: RestIssuer;
  readonly services: Pick<ServicesStack, 'services'>;
  readonly accessLog: LogGroup;
}

/** A Regional REST API that clients call themselves, under a name of its own, with the web ACL on its stage. */
export function restFront(scope: Construct, { config, identity, services, accessLog }: RestFrontProps): ApiFront {
  const domain = new ApiDomain(scope, 'Domain', { config });
  const webAcl = new WebAcl(scope, 'WebAcl', {
    name: `${config.prefix}-api`,
    scope: 'REGIONAL',
    rules: wafRules(config),
    logGroupName: names(config).apiWafLogGroup,
    logRetention: retentionDays(config.retention.logDays),
    removalPolicy: namedRemovalPolicy(config),
  });
  const api = addApi(scope, config, accessLog);
  const authorizer = restAuthorizer(scope, api, identity);
  addMethods({ api, config, authorizer, services });
  addPreflights(api, config);
  addGatewayResponses(api, config);
  open(scope, api, domain, webAcl);
  return {
    // By name; the names in lower case are those of HTTP APIs.
    metrics: {
      dimensions: { ApiName: api.restApiName, Stage: api.deploymentStage.stageName },
      clientErrors: '4XXError',
      serverErrors: '5XXError',
    },
    entrance: { certificateArn: domain.certificateArn, webAclName: webAcl.name },
  };
}

function addApi(scope: Construct, config: RegionalConfig, accessLog: LogGroup): RestApi {
  const api = new RestApi(scope, 'Api', {
    restApiName: `${config.prefix}-api`,
    description: `${config.prefix}: reached through ${config.domain.name} only`,
    endpointConfiguration: { types: [EndpointType.REGIONAL], ipAddressType: IpAddressType.DUAL_STACK },
    // Open, it would be a door without the domain's mutual TLS, under a name that nobody pins.
    disableExecuteApiEndpoint: true,
    // Logs need a role of the whole account, which is not one stack's to set: see docs/regional.md.
    cloudWatchRole: false,
    deployOptions: stageOptions(config, accessLog),
  });
  // An API left alone takes TLS 1.0, and its policy counts under the domain's name too (developer guide, "Security policies").
  Object.assign(api.node.defaultChild as CfnRestApi, tlsOf(config));
  // The address the library prints is the one that is closed.
  api.node.tryRemoveChild('Endpoint');
  new CfnOutput(scope, 'Prerequisite', {
    description: 'must name a role before this stack is deployed, or API Gateway refuses a stage that logs',
    value: 'aws apigateway get-account --query cloudwatchRoleArn',
  });
  return api;
}

/** Puts the web ACL before the stage, and only then lets the name lead there. */
function open(scope: Construct, api: RestApi, { domain }: ApiDomain, webAcl: WebAcl): void {
  const stage = api.deploymentStage;
  const { partition, region } = Stack.of(scope);
  const association = new CfnWebACLAssociation(scope, 'WebAclAssociation', {
    resourceArn: `arn:${partition}:apigateway:${region}::/restapis/${api.restApiId}/stages/${stage.stageName}`,
    webAclArn: webAcl.arn,
  });
  // A web ACL that has just been made may not be there yet for whoever associates it (WAFUnavailableEntityException), and a
  // domain takes a minute: standing after it gives WAF that time.
  association.node.addDependency(stage, webAcl.logging, domain);
  const mapping = new CfnBasePathMapping(scope, 'Mapping', {
    domainName: domain.ref,
    restApiId: api.restApiId,
    stage: stage.stageName,
  });
  mapping.node.addDependency(association);
}
