import { attribute, edit, joined, lambda, ref, webAcl, type Resources } from '../fixtures';
import { distribution } from './distribution';

/** A function URL that only one distribution may call, with its signature (origin access control). */
export const functionUrl: Resources = edit(
  {
    Function: lambda(),
    Url: {
      Type: 'AWS::Lambda::Url',
      Properties: { TargetFunctionArn: attribute('Function', 'Arn'), AuthType: 'AWS_IAM' },
    },
    Permission: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunctionUrl',
        FunctionName: attribute('Function', 'Arn'),
        Principal: 'cloudfront.amazonaws.com',
        SourceArn: joined('arn:aws:cloudfront::111122223333:distribution/', ref('Distribution')),
      },
    },
    Access: {
      Type: 'AWS::CloudFront::OriginAccessControl',
      Properties: {
        OriginAccessControlConfig: {
          Name: 'function',
          OriginAccessControlOriginType: 'lambda',
          SigningBehavior: 'always',
          SigningProtocol: 'sigv4',
        },
      },
    },
    WebAcl: webAcl('CLOUDFRONT'),
    Distribution: distribution,
  },
  {
    'Distribution.DistributionConfig.Origins': [
      {
        Id: 'api',
        DomainName: { 'Fn::Select': [2, { 'Fn::Split': ['/', attribute('Url', 'FunctionUrl')] }] },
        OriginAccessControlId: ref('Access'),
        CustomOriginConfig: { OriginProtocolPolicy: 'https-only', OriginSSLProtocols: ['TLSv1.2'] },
      },
    ],
  },
);
