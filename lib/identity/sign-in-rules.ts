import type { UserPoolConfig } from '../config';
import { managedGroup, tooMany, type WafRule } from '../edge/web-acl';

/**
 * The rules in front of sign-in, in the order WAF walks them. Phones never reach Cognito through CloudFront, so it has its
 * own. Neither the core group, whose remote-inclusion rules dislike the redirect_uri of an authorization request, nor the paid
 * groups against account takeover and fake sign-ups, which Cognito does not take.
 */
export const signInRules = ({ waf: { signIn } }: Pick<UserPoolConfig, 'waf'>): readonly WafRule[] => [
  {
    // Guessing passwords costs requests; so does harvesting who has an account.
    name: 'PerAddress',
    statement: {
      rateBasedStatement: {
        limit: signIn.limit,
        evaluationWindowSec: signIn.windowSeconds,
        aggregateKeyType: 'IP',
      },
    },
    action: tooMany(signIn),
  },
  managedGroup('AWSManagedRulesAmazonIpReputationList'),
];
