import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { LocalError, type LocalChain, type World } from '../local/types';
import { standIn } from './aws';
import type { Site } from './field';
import type { Seeded, SeededAccount } from './types';

const usernames = { alice: 'alice', bob: 'bob' };

/** Gives the two users an account each, and signs them in as the app would. */
export async function seed(chain: LocalChain): Promise<Site> {
  const table = await accountsTable(chain.world);
  const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient(standIn(chain.world, 'DYNAMODB', table.region)));
  const seedOne = async (username: string): Promise<Seeded> => {
    const user = chain.issuer.users.find(one => one.username === username);
    if (user === undefined) throw new LocalError(`issuer: got no user ${username}, takes alice and bob`);
    const account: SeededAccount = {
      accountId: randomUUID(),
      owner: user.sub,
      currency: 'EUR',
      balanceMinor: 1_000_000,
    };
    const Item = { ...account, createdAt: new Date().toISOString() };
    const [tokens] = await Promise.all([
      chain.issuer.signIn({ username }),
      dynamo.send(new PutCommand({ TableName: table.name, Item })),
    ]);
    return { username, sub: user.sub, token: tokens.accessToken, idToken: tokens.idToken, account };
  };
  try {
    const [alice, bob] = await Promise.all([seedOne(usernames.alice), seedOne(usernames.bob)]);
    return { chain, alice, bob };
  } finally {
    dynamo.destroy();
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
