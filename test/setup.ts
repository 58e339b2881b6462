import { AsyncLocalStorage } from 'node:async_hooks';
import { Socket } from 'node:net';
import { join } from 'node:path';

/** What every test file begins with: it reaches nothing but this machine, and carries nothing of the files before it. */

process.env.CDK_VALIDATION = 'false';

// What global-setup.ts bundled a moment ago of the same sources serves every synth of the run; bundle.test.ts bundles anew.
jest.mock('../lib/services/bundle', () => {
  const { Code } = jest.requireActual<typeof import('aws-cdk-lib/aws-lambda')>('aws-cdk-lib/aws-lambda');
  return {
    ...jest.requireActual<object>('../lib/services/bundle'),
    lambdaCode: (entry: string) => Code.fromAsset(join(__dirname, '..', '.portcullis', 'build', entry)),
  };
});

// Each start of an issuer finds four primes, which takes longer than all else in it; issuer.test.ts lets it find them.
jest.mock('../tools/local/issuer/keys', () => {
  const { signingKeyOf } =
    jest.requireActual<typeof import('../tools/local/issuer/keys')>('../tools/local/issuer/keys');
  const { rsaKeys } = jest.requireActual<typeof import('./rsa-keys')>('./rsa-keys');
  return {
    signingKeyOf,
    signingKeys: async () => {
      const [id, access] = rsaKeys();
      return { id: signingKeyOf(id), access: signingKeyOf(access) };
    },
  };
});

// A test that needs the Internet would pass or fail by the weather.
const guarded = Symbol.for('portcullis.loopback-only');
// Kept as it is, and called with the socket it belongs to.
// oxlint-disable-next-line typescript/unbound-method
const connect = Socket.prototype.connect as ((...args: unknown[]) => Socket) & { [guarded]?: true };

// Jest gives every test file the same core modules, so the guard may already stand.
if (connect[guarded] !== true) {
  const guard = function (this: Socket, ...args: unknown[]): Socket {
    const host = hostOf(args);
    if (!/^(?:localhost|(?:[\w-]+\.)+localhost|127(?:\.\d{1,3}){3}|::1|)$/.test(host))
      throw new Error(`tests reach loopback only; something connects to ${host}`);
    return connect.apply(this, args);
  };
  Socket.prototype.connect = Object.assign(guard, { [guarded]: true });
}

// Jest itself makes an AsyncLocalStorage for each test file, and gives none up: until Node 24, every promise then has a property
// for each file that the same process ran before.
const storages = Symbol.for('portcullis.storages');
// Called with the storage it belongs to.
// oxlint-disable-next-line typescript/unbound-method
const run = AsyncLocalStorage.prototype.run as Run & { [storages]?: Set<AsyncLocalStorage<unknown>> };
const used = run[storages] ?? remember(run);
used.forEach(storage => storage.disable());
used.clear();

type Run = (this: AsyncLocalStorage<unknown>, ...args: unknown[]) => unknown;

/** From now on, every storage that something runs in is known. */
function remember(original: Run): Set<AsyncLocalStorage<unknown>> {
  const known = new Set<AsyncLocalStorage<unknown>>();
  const remembering: Run = function (...args) {
    known.add(this);
    return original.apply(this, args);
  };
  AsyncLocalStorage.prototype.run = Object.assign(remembering, { [storages]: known });
  return known;
}

/** The host of `connect(options)`, `connect(port, host)` or of the pair Node has already normalized; '' where there is none. */
function hostOf(args: readonly unknown[]): string {
  const first: unknown = Array.isArray(args[0]) ? (args[0] as unknown[])[0] : args[0];
  const host: unknown = typeof first === 'object' && first !== null ? (first as { host?: unknown }).host : args[1];
  return typeof host === 'string' ? host : '';
}
