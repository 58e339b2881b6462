import type { Json } from './json';
import { mark } from './marks';
import type { Resource } from './model';
import { pseudoParameter } from './pseudo';
import { asText, emptyRecord, isList } from './values';

/** How the ARN of a named resource is made, and what of it is the ARN. */
interface Made {
  readonly name: string;
  /** What `Ref` gives, or an attribute's name. */
  readonly as: 'Ref' | 'Arn';
  of(name: string, region: string, account: string): string;
}

const made = new Map<string, Made>(
  Object.entries({
    'AWS::Lambda::Function': {
      name: 'FunctionName',
      as: 'Arn',
      of: (name, r, a) => `lambda:${r}:${a}:function:${name}`,
    },
    'AWS::Logs::LogGroup': {
      name: 'LogGroupName',
      as: 'Arn',
      of: (name, r, a) => `logs:${r}:${a}:log-group:${name}:*`,
    },
    'AWS::DynamoDB::Table': { name: 'TableName', as: 'Arn', of: (name, r, a) => `dynamodb:${r}:${a}:table/${name}` },
    'AWS::SNS::Topic': { name: 'TopicName', as: 'Ref', of: (name, r, a) => `sns:${r}:${a}:${name}` },
    'AWS::S3::Bucket': { name: 'BucketName', as: 'Arn', of: name => `s3:::${name}` },
  } satisfies Record<string, Made>),
);

/** ARNs written out that are those of named resources, so that a name in place of a reference means the same. */
export class Arns {
  readonly #marks = new Map<string, string>();

  constructor(resources: Iterable<Resource>, value: (resource: Resource, written: Json) => Json | undefined) {
    for (const resource of resources) {
      const how = made.get(resource.type);
      const written = how === undefined ? undefined : resource.written[how.name];
      if (how === undefined || written === undefined) continue;
      const name = asText(value(resource, written));
      const [partition, region, account] = ['AWS::Partition', 'AWS::Region', 'AWS::AccountId'].map(pseudo =>
        asText(pseudoParameter(resource.stack, pseudo)),
      );
      const { name: stack } = resource.stack;
      this.#marks.set(
        `arn:${partition}:${how.of(name, region ?? '', account ?? '')}`,
        how.as === 'Ref' ? mark.ref(stack, resource.logicalId) : mark.attribute(stack, resource.logicalId, how.as),
      );
    }
  }

  /** A value with such ARNs as references. What follows one after a slash (an object, an index) stays. */
  within(value: Json): Json {
    if (this.#marks.size === 0) return value;
    if (typeof value === 'string') return value.startsWith('arn:') ? this.#known(value) : value;
    if (typeof value !== 'object' || value === null) return value;
    const before: readonly Json[] = isList(value) ? value : Object.values(value);
    const after = before.map(item => this.within(item));
    // Most values hold no such ARN, and a copy of everything costs as much as a rule.
    if (after.every((item, i) => item === before[i])) return value;
    if (isList(value)) return after;
    const result = emptyRecord();
    Object.keys(value).forEach((key, i) => (result[key] = after[i] ?? null));
    return result;
  }

  #known(text: string): string {
    for (let end = text.length; end > 0; end = text.lastIndexOf('/', end - 1)) {
      const found = this.#marks.get(text.slice(0, end));
      if (found !== undefined) return found + text.slice(end);
    }
    return text;
  }
}
