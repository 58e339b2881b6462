import { systemOf } from '../../../tools/local/system';
import { assembly, stack } from './stacks';

const told = (PROFILE?: string, INGRESS?: string) => ({
  Type: 'AWS::Lambda::Function',
  Properties: { Environment: { Variables: PROFILE === undefined ? {} : { PROFILE, INGRESS } } },
});
const of = (...functions: ReturnType<typeof told>[]) =>
  systemOf(assembly(stack('s', Object.fromEntries(functions.map((each, i) => [`F${i}`, each])))));

test('the services of the templates say what they are', () => {
  expect(of(told('managed', 'edge'), told(), told('managed', 'edge'))).toEqual({ profile: 'managed', ingress: 'edge' });
  expect(of(told('partner', 'regional'))).toEqual({ profile: 'partner', ingress: 'regional' });
});

test('those that say nothing are a consumer’s behind an edge', () => {
  expect(of(told(), told('other', 'edge'))).toEqual({ profile: 'consumer', ingress: 'edge' });
});

test('services that disagree are refused', () => {
  expect(() => of(told('managed', 'edge'), told('consumer', 'edge'))).toThrow(
    'PROFILE and INGRESS of the services: got managed edge, consumer edge; takes one',
  );
});
