import * as z from 'zod';
import { check, propertiesOf, shaped } from '../../check';
import { LocalError, type World } from '../../types';

/** What a request must have before its function is called. */
export interface Validation {
  /** Names of parameters that must be there and not empty. */
  readonly path: readonly string[];
  readonly query: readonly string[];
  /** In lower case. */
  readonly headers: readonly string[];
  /** Whether the body must be a JSON object; undefined: nothing is asked of it. */
  readonly body: 'object' | undefined;
}

const validatorSchema = z.object({
  RestApiId: z.string(),
  ValidateRequestBody: z.boolean().default(false),
  ValidateRequestParameters: z.boolean().default(false),
});

const modelSchema = z.object({ RestApiId: z.string(), ContentType: z.string().optional(), Schema: z.unknown() });

/** The part of JSON Schema that is modelled: enough to tell a JSON object from anything else. */
const bodySchema = z.strictObject({
  $schema: z.string().optional(),
  title: z.string().optional(),
  description: z.string().optional(),
  type: z.literal('object', 'the local gateway takes type object'),
});

interface OfMethod {
  readonly RequestValidatorId?: string | undefined;
  readonly RequestParameters: Readonly<Record<string, boolean>>;
  readonly RequestModels: Readonly<Record<string, string>>;
}

/** Reads the validators and models of an API; gives what each method asks for. */
export async function readValidation(
  world: World,
  apiId: string,
): Promise<(place: string, method: OfMethod) => Validation> {
  const validators = await readEach(world, apiId, 'AWS::ApiGateway::RequestValidator', validatorSchema, ['Name']);
  const models = await readEach(world, apiId, 'AWS::ApiGateway::Model', modelSchema, ['Description', 'Name']);
  return (place, { RequestValidatorId: id, RequestParameters, RequestModels }) => {
    const validator = id === undefined ? undefined : validators.get(id);
    if (id !== undefined && validator === undefined)
      throw new LocalError(`${place}: RequestValidatorId: no request validator of the API is ${id}`);
    const required = Object.keys(RequestParameters).filter(name => RequestParameters[name] === true);
    const named = (kind: string): string[] =>
      validator?.ValidateRequestParameters === true
        ? required.flatMap(name =>
            name.startsWith(`method.request.${kind}.`) ? [name.split('.').slice(3).join('.')] : [],
          )
        : [];
    return {
      path: named('path'),
      query: named('querystring'),
      headers: named('header').map(name => name.toLowerCase()),
      body: validator?.ValidateRequestBody === true ? bodyOf(place, RequestModels, models) : undefined,
    };
  };
}

/** A model of `$default` counts for every content type. One of a certain type would let any other type through unseen. */
function bodyOf(
  place: string,
  { $default: name, ...others }: Readonly<Record<string, string>>,
  models: ReadonlyMap<string, z.output<typeof modelSchema>>,
): Validation['body'] {
  const [other] = Object.keys(others);
  if (other !== undefined)
    throw new LocalError(`${place}: RequestModels: got ${other}, the local gateway takes $default`);
  if (name === undefined) return undefined;
  const model = models.get(name);
  if (model === undefined) throw new LocalError(`${place}: RequestModels: no model of the API is ${name}`);
  return check(`${place}: model ${name}`, bodySchema, model.Schema).type;
}

async function readEach<S extends z.ZodObject>(
  world: World,
  apiId: string,
  type: string,
  schema: S,
  withoutEffect: readonly string[],
): Promise<ReadonlyMap<string, z.output<S>>> {
  const found = new Map<string, z.output<S>>();
  for (const resource of world.assembly.ofType(type)) {
    const used = propertiesOf(resource, { honoured: Object.keys(schema.shape), withoutEffect });
    const properties = shaped(resource, schema, await world.resolve(resource.stack, used));
    if ((properties as { RestApiId?: unknown }).RestApiId === apiId)
      found.set((await world.live(resource)).ref, properties);
  }
  return found;
}
