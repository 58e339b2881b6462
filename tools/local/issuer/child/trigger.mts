import { errors, type KoaContextWithOIDC } from 'oidc-provider';
import type { Account, TriggerSettings } from '../protocol.js';

/** The pre-token-generation trigger of the pool: Cognito developer guide, "Pre token generation Lambda trigger". */
export interface Trigger extends TriggerSettings {
  /** Invokes the function; rejects where it failed. */
  ask(event: unknown): Promise<unknown>;
}

/** What a trigger may change of an access token. */
export interface Changes {
  readonly claimsToAddOrOverride?: Readonly<Record<string, unknown>>;
  readonly claimsToSuppress?: readonly string[];
  readonly scopesToAdd?: readonly string[];
  readonly scopesToSuppress?: readonly string[];
}

interface Overrides {
  readonly accessTokenGeneration?: Changes;
}

const sources: Readonly<Record<string, string>> = {
  authorization_code: 'TokenGeneration_HostedAuth',
  refresh_token: 'TokenGeneration_RefreshTokens',
  client_credentials: 'TokenGeneration_ClientCredentials',
};

// One event a request, though it makes two tokens.
const asked = new WeakMap<KoaContextWithOIDC, Promise<Overrides>>();

/** What the trigger wants of a request's tokens. Throws an OAuth error where it fails: Cognito then issues none. */
export function overridesOf(
  trigger: Trigger | undefined,
  context: KoaContextWithOIDC,
  account: Account | undefined,
  scopes: readonly string[],
): Promise<Overrides> {
  const triggerSource = sources[String(context.oidc.params?.['grant_type'])];
  if (trigger === undefined || triggerSource === undefined) return Promise.resolve({});
  // The second version of the event is sent for people only.
  if (trigger.version === '2' && account === undefined) return Promise.resolve({});
  const found = asked.get(context) ?? ask(trigger, context, { triggerSource, account, scopes });
  asked.set(context, found);
  return found;
}

async function ask(
  trigger: Trigger,
  { oidc }: KoaContextWithOIDC,
  {
    triggerSource,
    account,
    scopes,
  }: { triggerSource: string; account: Account | undefined; scopes: readonly string[] },
): Promise<Overrides> {
  const event = {
    version: trigger.version,
    triggerSource,
    region: trigger.region,
    userPoolId: trigger.userPoolId,
    ...(account === undefined ? {} : { userName: account.tokenName }),
    callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: oidc.client?.clientId },
    request: {
      userAttributes: account === undefined ? {} : { sub: account.sub, 'cognito:user_status': 'CONFIRMED' },
      groupConfiguration: { groupsToOverride: [], iamRolesToOverride: [], preferredRole: null },
      scopes,
      ...clientMetadata(oidc.body?.['aws_client_metadata']),
    },
    response: { claimsAndScopeOverrideDetails: null },
  };
  const answer = await trigger.ask(event).catch((error: unknown) => {
    throw new errors.InvalidRequest(
      `PreTokenGeneration failed with error ${error instanceof Error ? error.message : String(error)}.`,
    );
  });
  return overridesIn(answer);
}

/** Cognito's own parameter `aws_client_metadata` is a JSON object of strings. */
function clientMetadata(given: unknown): { readonly clientMetadata?: Readonly<Record<string, string>> } {
  if (typeof given !== 'string') return {};
  try {
    const parsed: unknown = JSON.parse(given);
    if (isObject(parsed) && Object.values(parsed).every(value => typeof value === 'string'))
      return { clientMetadata: parsed as Record<string, string> };
  } catch {
    // Refused below, as anything else that is no such object.
  }
  throw new errors.InvalidRequest('aws_client_metadata is not a JSON object of strings');
}

/** A function has to give the event back; without overrides the tokens stay as they are. */
function overridesIn(answer: unknown): Overrides {
  if (!isObject(answer)) throw new errors.InvalidRequest('Invalid lambda trigger response');
  const { response } = answer;
  const details = isObject(response) ? response['claimsAndScopeOverrideDetails'] : undefined;
  if (!isObject(details)) return {};
  if (isObject(details['idTokenGeneration']) && Object.keys(details['idTokenGeneration']).length > 0)
    throw new errors.InvalidRequest('idTokenGeneration is not modelled here; take it out of the trigger’s answer');
  return details;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Claims that no trigger can change (Cognito developer guide, "Claims and scopes that you can't modify"). */
const fixed = new Set([
  'auth_time',
  'azp',
  'at_hash',
  'client_id',
  'device_key',
  'event_id',
  'exp',
  'iat',
  'identities',
  'iss',
  'jti',
  'nbf',
  'nonce',
  'origin_jti',
  'scope',
  'sub',
  'token_use',
  'version',
  'username',
  'cognito:username',
  'aud',
]);

/** The claims of a token with the trigger's changes. */
export function changed<C extends Record<string, unknown>>(claims: C, changes: Changes = {}): C {
  const { claimsToAddOrOverride = {}, claimsToSuppress = [], scopesToAdd = [], scopesToSuppress = [] } = changes;
  const result: Record<string, unknown> = { ...claims };
  for (const [name, value] of Object.entries(claimsToAddOrOverride)) if (!fixed.has(name)) result[name] = value;
  for (const name of claimsToSuppress) if (!fixed.has(name)) delete result[name];
  const scope = claims['scope'];
  if (typeof scope === 'string') {
    const kept = scope.split(' ').filter(each => each !== '' && !scopesToSuppress.includes(each));
    result['scope'] = [...new Set([...kept, ...scopesToAdd])].join(' ');
  }
  return result as C;
}
