import { operation, ownWallet, type Resource } from '../guard/operation';
import { notFound } from '../guard/problem';
import type { EnrolmentPolicy } from './enrolment';
import { devicesOf, enrol, renew, revoke, view, type AskCertificates, type Device, type DeviceStore } from './logic';
import * as schemas from './schemas';

interface Parts {
  readonly store: DeviceStore;
  readonly ask: AskCertificates;
  readonly policy: EnrolmentPolicy;
  readonly now?: () => Date;
}

/** What each action of the routes does: parse, call one function, map the result. */
export const operations = ({ store, ask, policy, now = () => new Date() }: Parts) => ({
  enrolDevice: operation(schemas.enrolDevice, ownWallet, async ({ body: { csr, evidence } }, { caller }) => ({
    body: await enrol({ policy, ask }, { sub: caller.sub, csr, evidence }),
  })),

  listDevices: operation(schemas.listDevices, ownWallet, async (_input, { caller, client }) => {
    const devices = await devicesOf(store, caller.sub);
    return { body: { devices: devices.map(device => view(device, client?.deviceId, now())) } };
  }),

  renewDevice: operation(schemas.renewDevice, ofCaller(store), async ({ path, body }, { caller, client }) => {
    if (client === undefined) throw new Error('renewDevice: the binding stage stands before this');
    return { body: await renew(ask, { sub: caller.sub, deviceId: path.deviceId, csr: body.csr, over: client }) };
  }),

  revokeDevice: operation(schemas.revokeDevice, ofCaller(store), async (_input, { resource }) => ({
    body: { deviceId: resource.deviceId, revoked: await revoke(ask, resource) },
  })),
});

/** A device is looked for among the caller's own: there is no way to ask whether another's exists. */
const ofCaller = (store: DeviceStore): Resource<{ readonly path: { readonly deviceId: string } }, Device> => ({
  type: 'RegisteredDevice',
  id: ({ path }) => path.deviceId,
  load: async ({ path }, { sub }) => (await devicesOf(store, sub)).find(({ deviceId }) => deviceId === path.deviceId),
  hidden: () => notFound('device'),
});
