import type { Json } from './json';
import type { StackInput } from './model';
import { mark } from './marks';

/** `AWS::Region` and its kin: what the templates know of where they go, the rest as marks. */
export function pseudoParameter({ name: stack, region, account }: StackInput, name: string): Json {
  const [partition, suffix] = partitionOf(region);
  switch (name) {
    case 'AWS::Region':
      return region ?? mark.pseudo(name);
    case 'AWS::AccountId':
      return account ?? mark.pseudo(name);
    case 'AWS::Partition':
      return partition;
    case 'AWS::URLSuffix':
      return suffix;
    case 'AWS::StackName':
      return stack;
    case 'AWS::StackId':
      return mark.pseudo(`${name} of ${stack}`);
    default:
      return mark.pseudo(name);
  }
}

const partitionOf = (region = ''): readonly [string, string] =>
  region.startsWith('cn-')
    ? ['aws-cn', 'amazonaws.com.cn']
    : [region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws', 'amazonaws.com'];
