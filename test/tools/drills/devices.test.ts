import { createPrivateKey, createPublicKey } from 'node:crypto';
import { readSigningRequest } from '../../../lambda/x509';
import { signingRequest } from '../../../tools/drills/csr';
import { certificatesFunction, issueFor } from '../../../tools/drills/devices';
import type { LocalChain, World } from '../../../tools/local/types';
import { assembly, stack } from '../local/stacks';

test('a signing request is of the key that comes with it', async () => {
  const { csr, privateKey } = await signingRequest({ subject: 'CN=phone' });
  const { spki, keyType } = await readSigningRequest(csr);
  const own = createPublicKey(createPrivateKey(privateKey)).export({ type: 'spki', format: 'der' });
  expect([keyType, Buffer.from(spki).equals(own)]).toEqual(['EC P-256', true]);
});

describe('the certificates function', () => {
  const asked: unknown[] = [];
  let answer: unknown;
  const world = (name: string) =>
    ({
      assembly: assembly(stack('trust', { F: { Type: 'AWS::Lambda::Function', Properties: {} } })),
      live: () => Promise.resolve({ ref: name, attributes: { Arn: `arn:${name}` } }),
      lambda: {
        invoke: (identity: string, event: unknown) => {
          asked.push(identity, event);
          return Promise.resolve(answer);
        },
      },
    }) as unknown as World;
  const chain = (profile: 'managed' | 'partner') =>
    ({ world: world('wallet-certificates'), system: { profile, ingress: 'edge' } }) as Pick<
      LocalChain,
      'world' | 'system'
    >;
  beforeEach(() => asked.splice(0));

  test.each([
    ['managed', 'user'],
    ['partner', 'client'],
  ] as const)('is asked for a certificate of a caller: %s', async (profile, kind) => {
    answer = { ok: true, certificate: 'leaf', chain: 'issuing' };
    const identity = await issueFor(chain(profile), { id: 'abc', name: 'acme' });
    expect(identity).toEqual({ certificate: 'leaf', chain: 'issuing', privateKey: expect.stringContaining('PRIVATE') });
    expect(asked).toEqual([
      'arn:wallet-certificates',
      expect.objectContaining({ action: 'issue', owner: { kind, id: 'abc' }, csr: expect.stringContaining('REQUEST') }),
    ]);
  });

  test('that refuses is told with its reason', async () => {
    answer = { ok: false, code: 'owner_limit', detail: 'five already' };
    await expect(issueFor(chain('managed'), { id: 'abc', name: 'alice' })).rejects.toThrow(
      'certificates: issue: owner_limit: five already',
    );
  });

  test('that is not there is told', async () => {
    await expect(certificatesFunction(world('wallet-accounts'))).rejects.toThrow('called …-certificates');
  });
});
