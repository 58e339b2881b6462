import { X509Certificate } from 'node:crypto';
import { createLedger } from '../../../tools/local/ledger';
import type { Assembly, LambdaHost, Provider, World } from '../../../tools/local/types';
import { createWorld } from '../../../tools/local/world';
import { assembly, stack } from './stacks';

type Made = World & { stop(): Promise<void> };
const made: Made[] = [];
afterEach(async () => {
  await Promise.all(made.splice(0).map(world => world.stop()));
});

const noLambda: LambdaHost = {
  invoke: () => Promise.reject(new Error('nothing is to be invoked here')),
  onLine: () => undefined,
  stop: () => Promise.resolve(),
};

async function worldOf(assembled: Assembly, providers: Record<string, Provider> = {}): Promise<Made> {
  const world = await createWorld(assembled, { ledger: createLedger(), lambda: noLambda, providers });
  made.push(world);
  return world;
}

const only = (world: World, logicalId: string) => {
  const [found] = world.assembly.stacks.flatMap(each => {
    const resource = each.template.Resources[logicalId];
    return resource === undefined
      ? []
      : world.assembly.ofType(resource.Type).filter(one => one.logicalId === logicalId);
  });
  if (found === undefined) throw new Error(`no ${logicalId}`);
  return found;
};

test('a resource comes up once, however many refer to it at a time', async () => {
  const [home] = [stack('a', { R: { Type: 'T' } })];
  const provider = jest.fn<ReturnType<Provider>, Parameters<Provider>>(async () => ({
    ref: 'r',
    attributes: { Arn: 'arn:r' },
  }));
  const world = await worldOf(assembly(home), { T: provider });
  const both = await Promise.all([world.resolve(home, { Ref: 'R' }), world.resolve(home, { 'Fn::GetAtt': 'R.Arn' })]);
  expect(both).toEqual(['r', 'arn:r']);
  expect(provider).toHaveBeenCalledTimes(1);
  expect(world.byIdentity('r')).toMatchObject({ logicalId: 'R' });
  expect(world.byIdentity('arn:r')).toMatchObject({ logicalId: 'R' });
  expect(world.byIdentity('other')).toBeUndefined();
});

describe('resources that refer to each other', () => {
  const following: Provider = async ({ stack, logicalId, properties }, world) => {
    await world.resolve(stack, properties);
    return { ref: logicalId, attributes: {} };
  };
  const to = (...names: string[]) => ({ Type: 'T', Properties: { to: names.map(Ref => ({ Ref })) } });

  test('in a circle are named', async () => {
    const home = stack('s', { A: to('B'), B: to('C'), C: to('A') });
    const world = await worldOf(assembly(home), { T: following });
    await expect(world.resolve(home, { Ref: 'A' })).rejects.toThrow(
      'resources refer to each other in a circle: s/C → s/A → s/B → s/C',
    );
  });

  test('in a circle are named also when both ends were asked for at once', async () => {
    const home = stack('s', { A: to('B'), B: to('A') });
    const world = await worldOf(assembly(home), { T: following });
    const results = await Promise.allSettled([world.live(only(world, 'A')), world.live(only(world, 'B'))]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  test('without a circle all come up', async () => {
    const home = stack('s', { A: to('B', 'C'), B: to('C', 'D'), C: to('D'), D: to() });
    const world = await worldOf(assembly(home), { T: following });
    await expect(Promise.all(['A', 'B', 'C', 'D'].map(Ref => world.resolve(home, { Ref })))).resolves.toEqual([
      'A',
      'B',
      'C',
      'D',
    ]);
  });
});

test('names look as AWS makes them, and an attribute nobody knows is refused', async () => {
  const home = stack('s', {
    Fn: { Type: 'AWS::Lambda::Function', Properties: { Environment: { Variables: { SELF: { Ref: 'Fn' } } } } },
    Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'signer' } },
    Acl: { Type: 'AWS::WAFv2::WebACL', Properties: { Name: 'acl', Scope: 'CLOUDFRONT' } },
    Logs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/x' } },
    Other: { Type: 'AWS::Scheduler::Schedule' },
  });
  const world = await worldOf(assembly(home));
  const value = (reference: unknown) => world.resolve(home, reference);
  await expect(value({ Ref: 'Fn' })).resolves.toBe('s-Fn');
  await expect(value({ 'Fn::GetAtt': 'Fn.Arn' })).resolves.toBe('arn:aws:lambda:eu-west-1:111122223333:function:s-Fn');
  await expect(value({ 'Fn::GetAtt': 'Role.Arn' })).resolves.toBe('arn:aws:iam::111122223333:role/signer');
  await expect(value({ 'Fn::GetAtt': 'Acl.Arn' })).resolves.toMatch(/:global\/webacl\/acl\/[0-9a-f-]{36}$/);
  await expect(value({ 'Fn::GetAtt': 'Logs.Arn' })).resolves.toBe('arn:aws:logs:eu-west-1:111122223333:log-group:/x:*');
  await expect(value({ Ref: 'Other' })).resolves.toBe('s-Other');
  await expect(value({ 'Fn::GetAtt': 'Other.State' })).rejects.toThrow(
    's: Other (AWS::Scheduler::Schedule): the local chain does not know its attribute State',
  );
});

test('a requested certificate is good for its names and for loopback, under the public CA', async () => {
  const home = stack('s', {
    Certificate: {
      Type: 'AWS::CertificateManager::Certificate',
      Properties: { DomainName: 'api.example.com', SubjectAlternativeNames: ['www.example.com'] },
    },
  });
  const world = await worldOf(assembly(home));
  const { ref } = await world.live(only(world, 'Certificate'));
  expect(ref).toMatch(/^arn:aws:acm:eu-west-1:111122223333:certificate\//);
  const certificate = new X509Certificate(world.certificate(ref)?.certificate ?? '');
  for (const host of ['api.example.com', 'www.example.com', 'localhost'])
    expect(certificate.checkHost(host)).toBe(host);
  expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
  const ca = new X509Certificate(world.publicCa.certificate);
  expect(certificate.verify(ca.publicKey)).toBe(true);
  expect(world.certificate('arn:other')).toBeUndefined();
});
