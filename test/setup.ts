import { Socket } from 'node:net';

/** Tests reach nothing but this machine: a test that needs the Internet would pass or fail by the weather. */

process.env.CDK_VALIDATION = 'false';

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

/** The host of `connect(options)`, `connect(port, host)` or of the pair Node has already normalized; '' where there is none. */
function hostOf(args: readonly unknown[]): string {
  const first: unknown = Array.isArray(args[0]) ? (args[0] as unknown[])[0] : args[0];
  const host: unknown = typeof first === 'object' && first !== null ? (first as { host?: unknown }).host : args[1];
  return typeof host === 'string' ? host : '';
}
