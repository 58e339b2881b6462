import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { LocalError, type LocalChain, type World } from '../local/types';
import { standIn } from './aws';
import type { ClientCertificate } from './client';
import { enrol, issueFor } from './devices';
import type { Site } from './field';
import { lasting, signIn } from './sign-in';
import type { Seeded, SeededAccount } from './types';

/**
 * Gives the two callers an account each, the certificate their profile asks for, and a token as they would get it. Who they are depends
 * on the profile: two people, or the systems of two partners.
 */
export async function seed(chain: LocalChain): Promise<Site> {
  const table = await accountsTable(chain.world);
  const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient(standIn(chain.world, 'DYNAMODB', table.region)));
  const seedOne = async (user: User): Promise<Seeded> => {
    const { username, sub } = user;
    const account: SeededAccount = { accountId: randomUUID(), owner: sub, currency: 'EUR', balanceMinor: 1_000_000 };
    const Item = { ...account, createdAt: new Date().toISOString() };
    const [caller] = await Promise.all([
      callerOf(chain, user),
      dynamo.send(new PutCommand({ TableName: table.name, Item })),
    ]);
    return { username, sub, account, ...caller };
  };
  try {
    const [first, second] = chain.issuer.users;
    if (first === undefined || second === undefined)
      throw new LocalError(`issuer: got ${chain.issuer.users.length} who can have a token, takes two to drill with`);
    const [alice, bob] = await Promise.all([seedOne(first), seedOne(second)]);
    return lasting({ chain, alice, bob });
  } finally {
    dynamo.destroy();
  }
}

type User = LocalChain['issuer']['users'][number];
type Caller = Pick<Seeded, 'token' | 'idToken' | 'certificate'>;

/** Token and certificate, in the order in which the profile gives them. */
async function callerOf(chain: LocalChain, { username, sub }: User): Promise<Caller> {
  const owner = { id: sub, name: username };
  const tokens = (certificate?: ClientCertificate) => signIn(chain, username, certificate);
  switch (chain.system.profile) {
    case 'consumer':
      return tokens();
    case 'managed': {
      const got = await tokens();
      // An operator helps where devices do not enrol by themselves, or what they enrol through was taken away.
      const certificate = (await enrol(chain, got.token)) ?? (await issueFor(chain, owner));
      return { ...got, certificate };
    }
    case 'partner': {
      // Without a certificate that is registered to the client, the pool issues no token.
      const certificate = await issueFor(chain, owner);
      return { ...(await tokens(certificate)), certificate };
    }
  }
}

/** The table of accounts, where a function's environment names it. */
async function accountsTable(world: World): Promise<{ name: string; region: string }> {
  for (const { stack, properties } of world.assembly.ofType('AWS::Lambda::Function')) {
    const { Variables } = (properties.Environment ?? {}) as { Variables?: Record<string, unknown> };
    const name = Variables?.ACCOUNTS_TABLE;
    if (name !== undefined) return { name: String(await world.resolve(stack, name)), region: stack.region };
  }
  throw new LocalError('data: no function has ACCOUNTS_TABLE in its environment, so there is no table to seed');
}
