import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { revocable, revoker } from '../../lambda/guard/revocations';
import { longestSession } from '../../lambda/sessions/logic';
import { names } from '../../lib/names';
import { UsageError } from './errors';
import { denyListOf, unreachable, type DenyList } from './revoke-target';
import type { TargetOptions } from './trust/target';

export interface RevokeOptions extends TargetOptions {
  /** A `sub`, or of the local chain also a name. */
  readonly user?: string;
  /** `origin_jti` of any token of that sign-in; `sid` where the issuer is one's own. */
  readonly session?: string;
  /** A device's id, or the thumbprint of its certificate. */
  readonly device?: string;
}

/**
 * `portcullis revoke`: puts a user, a session or a device on the list that every guard reads.
 *
 * @public loaded by name in program.ts
 */
export async function revoke(options: RevokeOptions, list?: DenyList): Promise<number> {
  const { user, session, device } = options;
  const given = [user, session, device].filter(each => each !== undefined);
  if (given.length !== 1)
    throw new UsageError(`--user, --session, --device: got ${given.length} of them, takes exactly one`);
  for (const each of given)
    if (!/^[\x21-\x7e]{1,256}$/.test(each)) throw new UsageError(`got ${JSON.stringify(each)}, takes one id`);
  const into = list ?? (await denyListOf(options));
  try {
    if (device !== undefined) return await revokeDevice(device, into);
    const sub = user === undefined ? undefined : (into.users.get(user) ?? user);
    const subject = sub === undefined ? revocable.session(session ?? '') : revocable.user(sub);
    await put(into, subject);
    console.log(`${subject}: ${sub === undefined ? 'ended' : endedBefore(into)}; every guard refuses it within 5 s`);
    return 0;
  } finally {
    into.close();
  }
}

const endedBefore = ({ config }: DenyList): string =>
  config?.identity.kind === 'jwt'
    ? 'tokens issued until now are refused, so end the sign-ins at the issuer too'
    : 'every sign-in until now is ended';

async function put({ client, table, operator, now = Date.now }: DenyList, subject: string): Promise<void> {
  const revokedAt = Math.floor(now() / 1000);
  await revoker(client, table)
    .revoke({
      subject,
      revokedAt,
      reason: 'revoked by an operator',
      by: operator,
      correlationId: `revoke-${revokedAt}`,
      expiresAt: revokedAt + longestSession,
    })
    // The guard's store says 503 to its callers; an operator is told why.
    .catch((error: unknown) => unreachable(table, (error as { cause?: unknown }).cause ?? error));
}

/**
 * Every certificate in force of a device: on the guards' list at once, and in the registry, which the edge's list and the
 * revocation list are made from.
 */
async function revokeDevice(device: string, list: DenyList): Promise<number> {
  const { ask, operator } = list;
  if (ask === undefined)
    throw new UsageError('--device: this environment has no certificates of clients; takes --user or --session');
  const written = device.replaceAll(':', '').toLowerCase();
  const thumbprints = /^[0-9a-f]{64}$/.test(written) ? [written] : await certificatesOf(device, list);
  if (thumbprints.length === 0)
    throw new UsageError(`--device: got ${device}, takes a device with a certificate in force, or a thumbprint`);
  let refused = false;
  for (const thumbprint of thumbprints) {
    await put(list, revocable.certificate(thumbprint));
    const answer = await ask({ action: 'revoke', thumbprint, reason: 'keyCompromise', requestedBy: operator });
    if (answer.ok) {
      console.log(`certificate#${thumbprint}: revoked; every guard refuses it within 5 s, the edge within 2 minutes`);
      continue;
    }
    refused = true;
    console.error(
      `certificate#${thumbprint}: every guard refuses it within 5 s, but the registry does not take it: ${answer.code}: ${answer.detail}`,
    );
  }
  return refused ? 1 : 0;
}

/** The registry has no index by device: an operator's question is rare enough to read all of it. */
async function certificatesOf(deviceId: string, { client, config }: DenyList): Promise<string[]> {
  if (config === undefined) return [];
  const TableName = names(config).certificatesTable;
  const found: string[] = [];
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const page = await client
      .send(
        new ScanCommand({
          TableName,
          ExclusiveStartKey,
          ConsistentRead: true,
          FilterExpression: 'begins_with(id, :cert) AND deviceId = :device AND #state = :active',
          ExpressionAttributeNames: { '#state': 'state' },
          ExpressionAttributeValues: { ':cert': 'cert#', ':device': deviceId, ':active': 'active' },
        }),
      )
      .catch((error: unknown) => unreachable(TableName, error));
    found.push(...(page.Items ?? []).map(({ thumbprint }) => String(thumbprint)));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return found;
}
