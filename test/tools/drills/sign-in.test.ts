import type { Site } from '../../../tools/drills/field';
import { lasting } from '../../../tools/drills/sign-in';
import type { LocalChain } from '../../../tools/local/types';

const tokenFor = (seconds: number) => {
  const exp = Math.floor(Date.now() / 1000) + seconds;
  return `e30.${Buffer.from(JSON.stringify({ exp })).toString('base64url')}.x`;
};

const asked: string[] = [];
const chain = {
  system: { profile: 'partner', ingress: 'edge' },
  issuer: {
    signIn: async ({ username }: { username: string }) => {
      asked.push(username);
      return { accessToken: tokenFor(300), idToken: '' };
    },
  },
} as unknown as LocalChain;

test('callers sign in again before their tokens end, and not sooner', async () => {
  const caller = (username: string, seconds: number) => ({ username, token: tokenFor(seconds) });
  const site = lasting({ chain, alice: caller('acme', 140), bob: caller('globex', 200) } as Site);
  const renewed = await site.renewed?.();
  expect(asked).toEqual(['acme']);
  expect(renewed?.bob).toBe(site.bob);
  expect(renewed?.alice.token).not.toBe(site.alice.token);
  await renewed?.renewed?.();
  expect(asked).toEqual(['acme']);
});
