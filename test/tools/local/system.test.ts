import { systemOf } from '../../../tools/local/system';
import { assembly, stack } from './stacks';

const told = (PROFILE?: string, INGRESS?: string, AUDIENCE?: string) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Environment: { Variables: PROFILE === undefined ? {} : { PROFILE, INGRESS, ...(AUDIENCE && { AUDIENCE }) } },
  },
});
const of = (...functions: ReturnType<typeof told>[]) =>
  systemOf(assembly(stack('s', Object.fromEntries(functions.map((each, i) => [`F${i}`, each])))));

test('the services of the templates say what they are', () => {
  expect(of(told('managed', 'edge'), told(), told('managed', 'edge'))).toEqual({
    profile: 'managed',
    ingress: 'edge',
    issuer: 'cognito',
  });
  expect(of(told('partner', 'regional', 'api://wallet'))).toEqual({
    profile: 'partner',
    ingress: 'regional',
    issuer: 'own',
  });
});

test('those that say nothing are a consumer’s behind an edge', () => {
  expect(of(told(), told('other', 'edge'))).toEqual({ profile: 'consumer', ingress: 'edge', issuer: 'cognito' });
});

test('services that disagree are refused', () => {
  expect(() => of(told('managed', 'edge'), told('consumer', 'edge'))).toThrow(
    'PROFILE, INGRESS and AUDIENCE of the services: got managed edge cognito, consumer edge cognito; takes one',
  );
});
