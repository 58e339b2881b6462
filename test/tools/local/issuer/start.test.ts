import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { createIssuerHost } from '../../../../tools/local/issuer';
import { startIssuerProcess } from '../../../../tools/local/issuer/process';
import { startIssuer, worldWith } from './world';

test.each([
  [{ GenerateSecret: true }, 'GenerateSecret: got true, takes false'],
  [{ AllowedOAuthFlows: ['code', 'implicit'] }, 'AllowedOAuthFlows: got ["code","implicit"], takes ["code"]'],
  [{ AllowedOAuthFlowsUserPoolClient: false }, 'AllowedOAuthFlowsUserPoolClient: got false, takes true'],
  [{ CallbackURLs: [] }, 'CallbackURLs: got [], takes one URL or more'],
  [{ AllowedOAuthScopes: ['openid', 'wallet/gone'] }, 'AllowedOAuthScopes: got wallet/gone, takes openid'],
])('a client of another kind is refused by name: %j', async (change, message) => {
  const host = createIssuerHost();
  try {
    await expect(host.open(await worldWith(host, change))).rejects.toThrow(message);
  } finally {
    await host.stop();
  }
});

test('after stop nobody answers, and a token asked for then is refused at once', async () => {
  const { issuer, world, stop } = await startIssuer();
  await stop();
  const dispatcher = new Agent({ connect: { ca: world.publicCa.certificate } });
  await expect(request(`${issuer.url}/.well-known/jwks.json`, { dispatcher })).rejects.toThrow('ECONNREFUSED');
  await dispatcher.close();
  await expect(issuer.mint({})).rejects.toThrow('the token issuer has stopped');
});

test('a port that is taken is said so', async () => {
  const first = await startIssuer();
  const child = await startIssuerProcess(() => Promise.resolve({}));
  const { certificate, privateKey } = await first.world.publicCa.issue(['localhost']);
  const port = Number(new URL(first.issuer.url).port);
  await expect(child.call('listen', { path: '/p', port, certificate, privateKey })).rejects.toThrow('EADDRINUSE');
  await Promise.all([child.stop(), first.stop()]);
});

test('an issuer whose parent is killed ends by itself', async () => {
  const parent = spawn(process.execPath, ['--require', 'tsx/cjs', join(__dirname, 'doomed.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(parent.stdout), 'line')) as [string];
  const { url, ca } = JSON.parse(line) as { url: string; ca: string };
  const answers = async (): Promise<boolean> => {
    const dispatcher = new Agent({ connect: { ca } });
    const answered = request(`${url}/.well-known/jwks.json`, { dispatcher }).then(({ body }) => body.dump());
    return answered
      .then(
        () => true,
        () => false,
      )
      .finally(() => dispatcher.destroy());
  };
  await expect(answers()).resolves.toBe(true);
  parent.kill('SIGKILL');
  for (let tries = 0; tries < 100 && (await answers()); tries += 1) await sleep(20);
  await expect(answers()).resolves.toBe(false);
});
