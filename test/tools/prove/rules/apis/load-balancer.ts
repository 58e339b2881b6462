import { attribute, lambda, ref, type Resources } from '../fixtures';

/** A load balancer whose HTTPS listener ends in a function. */
export const loadBalancer: Resources = {
  Function: lambda(),
  Balancer: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties: { Scheme: 'internet-facing' } },
  Targets: {
    Type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
    Properties: { TargetType: 'lambda', Targets: [{ Id: attribute('Function', 'Arn') }] },
  },
  Listener: {
    Type: 'AWS::ElasticLoadBalancingV2::Listener',
    Properties: {
      LoadBalancerArn: ref('Balancer'),
      Protocol: 'HTTPS',
      SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
      DefaultActions: [{ Type: 'forward', TargetGroupArn: ref('Targets') }],
    },
  },
};
