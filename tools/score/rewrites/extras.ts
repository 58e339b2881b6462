import type { Template, TemplateResource } from '../../prove/json';
import { eachResource, ofTemplates, type Rewrite } from './rewrite';

/** What is beside the system, or about it. */

const unrelated: Readonly<Record<string, TemplateResource>> = {
  OtherQueue: { Type: 'AWS::SQS::Queue', Properties: {} },
  OtherBucket: { Type: 'AWS::S3::Bucket', Properties: {} },
  OtherTable: { Type: 'AWS::DynamoDB::Table', Properties: { KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] } },
  OtherTopic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'other' } },
  OtherKey: { Type: 'AWS::KMS::Key', Properties: {} },
  OtherLog: { Type: 'AWS::Logs::LogGroup', Properties: {} },
  OtherRole: {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: { Statement: { Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' } },
    },
  },
  OtherFunction: {
    Type: 'AWS::Lambda::Function',
    Properties: { Runtime: 'nodejs16.x', Handler: 'index.handler', Role: { 'Fn::GetAtt': ['OtherRole', 'Arn'] } },
  },
  OtherPool: { Type: 'AWS::Cognito::UserPool', Properties: {} },
  OtherAcl: {
    Type: 'AWS::WAFv2::WebACL',
    Properties: { Scope: 'REGIONAL', DefaultAction: { Allow: {} }, VisibilityConfig: {}, Rules: [] },
  },
  OtherPrivateApi: {
    Type: 'AWS::ApiGateway::RestApi',
    Properties: { Name: 'private', EndpointConfiguration: { Types: ['PRIVATE'] } },
  },
  OtherUnknown: { Type: 'Vendor::Thing::Made', Properties: { Anything: ['at', 'all'] } },
};

const attributed = (
  name: string,
  edit: (resource: TemplateResource, template: Template, id: string) => object,
): Rewrite =>
  ofTemplates(name, template =>
    eachResource(template, (resource, id) => ({ ...resource, ...edit(resource, template, id) })),
  );

export const extras: readonly Rewrite[] = [
  ofTemplates('resources that have nothing to do with it, after', template => ({
    ...template,
    Resources: { ...template.Resources, ...unrelated },
  })),
  ofTemplates('resources that have nothing to do with it, before', template => ({
    ...template,
    Resources: { ...unrelated, ...template.Resources },
  })),
  attributed('metadata on every resource', ({ Metadata }) => ({
    Metadata: { ...Metadata, Owner: 'payments', 'cfn-lint': { config: { ignore_checks: ['E3002'] } } },
  })),
  // All but what decides: a route that is public says so, and why, in its metadata.
  attributed('other metadata', ({ Metadata = {} }) => ({
    Metadata: {
      ...Object.fromEntries(Object.entries(Metadata).filter(([name]) => name.startsWith('portcullis:'))),
      'aws:cdk:path': 'elsewhere/Resource',
    },
  })),
  attributed('policies for deletion and replacement', () => ({
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
  })),
  attributed('every resource after the first', (_resource, { Resources }, id) => {
    const [first] = Object.keys(Resources);
    return first === id ? {} : { DependsOn: first };
  }),
  attributed('no order among resources', () => ({ DependsOn: undefined })),
  ofTemplates('sections for people', template => ({
    AWSTemplateFormatVersion: '2010-09-09',
    Description: 'What it is for',
    Metadata: { 'AWS::CloudFormation::Interface': { ParameterGroups: [] } },
    ...template,
    Outputs: { ...template.Outputs, Said: { Description: 'nothing', Value: 'nothing' } },
  })),
];
