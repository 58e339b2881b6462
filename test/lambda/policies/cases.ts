import type { Question } from '../../../lambda/policies/cedar';
import type { PolicyName } from '../../../lambda/policies';

/** Who × action × resource × context, and what the policies say. */
export interface Case {
  readonly name: string;
  readonly question: Question;
  readonly allowed: boolean;
  /** The policies that decide; none where nothing permits. */
  readonly by: readonly PolicyName[];
}

const all = ['accounts.read', 'transfers.read', 'transfers.write', 'devices.read', 'devices.write'];
type Principal = Question['principal'];
type Thing = Question['resource'];
const user = (sub: string): Principal => ({ type: 'User', id: sub });
const partner = (sub: string, scopes: readonly string[] = all): Principal => ({
  type: 'Partner',
  id: sub,
  attributes: { scopes },
});
const [alice, acme] = [user('alice'), partner('acme')];

const of =
  (type: string, id: string) =>
  (owner: string): Thing => ({ type, id, owner });
const [wallet, account, transfer] = [of('Wallet', 'w'), of('Account', 'a-1'), of('Transfer', 't-1')];
const device = of('RegisteredDevice', 'd-1');
const session = of('Session', 's-1');

const minute = 60;
const hour = 60 * minute;
/** Of a person who, where it is asked, signed in a month ago, unless it says otherwise. */
const call = ({ action, scope }: Act, other: Question['context']): Question['context'] => ({
  profile: 'consumer',
  scope,
  ...(action === pay.action ? { signInAge: 30 * 24 * hour } : {}),
  ...other,
});

const list = { action: 'listAccounts', scope: 'accounts.read' };
const read = { action: 'readAccount', scope: 'accounts.read' };
const see = { action: 'readTransfer', scope: 'transfers.read' };
const enrol = { action: 'enrolDevice', scope: 'devices.write' };
const devices = { action: 'listDevices', scope: 'devices.read' };
const renew = { action: 'renewDevice', scope: 'devices.write' };
const revoke = { action: 'revokeDevice', scope: 'devices.write' };
const pay = { action: 'createTransfer', scope: 'transfers.write' };

const ofSession = ['readSession', 'signOut', 'signOutEverywhere', 'registerKey'].map(action => ({
  action,
  scope: 'sessions.write',
}));

type Act = Pick<Question, 'action'> & { readonly scope: string };
type Row = readonly [
  name: string,
  principal: Principal,
  act: Act,
  resource: Thing,
  context: Question['context'],
  allowed: boolean,
  ...by: PolicyName[],
];

const small = { amountMinor: 99_999 };
const large = { amountMinor: 100_000 };
const managed = { profile: 'managed', deviceState: 'active' };
const lost = { profile: 'managed', deviceState: 'revoked' };
const bare = { profile: 'managed' };
const system = { profile: 'partner', deviceState: 'active' };

const rows: readonly Row[] = [
  ['a person lists their accounts', alice, list, wallet('alice'), {}, true, 'owner-only'],
  ["a person lists another's accounts", alice, list, wallet('bob'), {}, false],
  ['a person reads their account', alice, read, account('alice'), {}, true, 'owner-only'],
  ["a person reads another's account", alice, read, account('bob'), {}, false],
  ['a person reads an account that is not there', alice, read, account(''), {}, false],
  ['a person reads their transfer', alice, see, transfer('alice'), {}, true, 'owner-only'],
  ["a person reads another's transfer", alice, see, transfer('bob'), {}, false],
  ['a person pays a little, long after signing in', alice, pay, account('alice'), small, true, 'owner-only'],
  ["a person pays a little from another's account", alice, pay, account('bob'), small, false],

  ...ofSession.flatMap((act): Row[] => [
    [`a person's own session: ${act.action}`, alice, act, session('alice'), {}, true, 'owner-only'],
    [`another's session: ${act.action}`, alice, act, session('bob'), {}, false],
    [`a revoked device: ${act.action}`, alice, act, session('alice'), lost, false, 'device-active'],
  ]),

  ['a large payment long after signing in', alice, pay, account('alice'), large, false, 'step-up'],
  [
    'a large payment ten minutes after signing in',
    alice,
    pay,
    account('alice'),
    { ...large, signInAge: 600 },
    true,
    'owner-only',
  ],
  ['a large payment a second later', alice, pay, account('alice'), { ...large, signInAge: 601 }, false, 'step-up'],
  [
    'a large payment twelve hours after a second factor',
    alice,
    pay,
    account('alice'),
    { ...large, secondFactorAge: 12 * hour },
    true,
    'owner-only',
  ],
  [
    'a large payment a second later than that',
    alice,
    pay,
    account('alice'),
    { ...large, secondFactorAge: 12 * hour + 1 },
    false,
    'step-up',
  ],
  [
    'a large payment after a password only',
    alice,
    pay,
    account('alice'),
    { ...large, signInAge: hour },
    false,
    'step-up',
  ],
  ["a large payment from another's account says nothing of signing in", alice, pay, account('bob'), large, false],
  ['a large payment from no account says nothing of it either', alice, pay, account(''), large, false],

  ['a registered device', alice, read, account('alice'), managed, true, 'owner-only'],
  ["a registered device reads what is another's", alice, read, account('bob'), managed, false],
  ['no device where there must be one', alice, read, account('alice'), bare, false, 'device-required'],
  ['no device at the enrolment door', alice, read, account('alice'), { ...bare, door: 'enrol' }, true, 'owner-only'],
  ['a revoked device', alice, read, account('alice'), lost, false, 'device-active'],
  ['a revoked device lists', alice, list, wallet('alice'), lost, false, 'device-active'],
  [
    'a device in a state nobody has thought of yet',
    alice,
    read,
    account('alice'),
    { ...managed, deviceState: '' },
    false,
    'device-active',
  ],

  ['a person enrols a device', alice, enrol, wallet('alice'), { ...bare, door: 'enrol' }, true, 'owner-only'],
  ["a person enrols a device for another's wallet", alice, enrol, wallet('bob'), { ...bare, door: 'enrol' }, false],
  ['a person lists their devices', alice, devices, wallet('alice'), managed, true, 'owner-only'],
  ["a person lists another's devices", alice, devices, wallet('bob'), managed, false],
  ['a device is renewed', alice, renew, device('alice'), managed, true, 'owner-only'],
  ["another's device is renewed", alice, renew, device('bob'), managed, false],
  ['a revoked device is renewed', alice, renew, device('alice'), lost, false, 'device-active'],
  ['a person revokes their device', alice, revoke, device('alice'), managed, true, 'owner-only'],
  ["a person revokes another's device", alice, revoke, device('bob'), managed, false],

  ['a partner reads its account', acme, read, account('acme'), system, true, 'partner-scope'],
  ["a partner reads another partner's account", acme, read, account('globex'), system, false],
  ["a partner reads a person's account", acme, read, account('alice'), system, false],
  ['a partner without the scope', partner('acme', ['transfers.read']), read, account('acme'), system, false],
  ['a partner without any scope lists', partner('acme', []), list, wallet('acme'), system, false],
  ['a partner reads its transfer', acme, see, transfer('acme'), system, true, 'partner-scope'],
  [
    'a partner pays a lot: no person could sign in',
    acme,
    pay,
    account('acme'),
    { ...system, ...large },
    true,
    'partner-scope',
  ],
  ['a partner without its certificate', acme, read, account('acme'), { profile: 'partner' }, false, 'device-required'],
  [
    'a partner with a revoked certificate',
    acme,
    read,
    account('acme'),
    { ...system, deviceState: 'revoked' },
    false,
    'device-active',
  ],

  [
    'an action that no policy knows',
    alice,
    { action: 'closeAccount', scope: 'accounts.close' },
    account('alice'),
    {},
    false,
  ],
  ['a caller that is neither person nor partner', { ...alice, type: 'Robot' }, read, account('alice'), {}, false],
];

export const cases: readonly Case[] = rows.map(([name, principal, act, resource, context, allowed, ...by]) => ({
  name,
  question: { action: act.action, principal, resource, context: withoutAge(principal, call(act, context)) },
  allowed,
  by,
}));

/** Nobody signs in where a system calls. */
function withoutAge({ type }: Principal, context: Question['context']): Question['context'] {
  const { signInAge: _none, ...others } = context;
  return type === 'Partner' ? others : context;
}

/** Each policy, and what is decided otherwise without it. */
export const missed: Readonly<Record<PolicyName, string>> = {
  'device-active': 'a revoked device',
  'device-required': 'no device where there must be one',
  'owner-only': 'a person reads their account',
  'partner-scope': 'a partner reads its account',
  'step-up': 'a large payment long after signing in',
};
