import managed from '../config/managed-edge';
import { inputs } from './own-issuers';

/** Systems that suites run beside the environments of config/: the input of each, and the name it is parsed under. */

const owned = Object.entries(inputs).map(([env, input]) => [env, { env, input }] as const);

/** The CAs of both hops, the origin's and the clients', in one state of their rotation. */
const generation = (authorities: readonly string[], signing: string) => ({
  env: 'managed-edge',
  input: {
    ...managed,
    originHop: { authorities, signing },
    clients: { ...managed.clients, authorities, signing },
  },
});

export const variants: Readonly<Record<string, { readonly env: string; readonly input: unknown }>> = {
  ...Object.fromEntries(owned),
  'rotation-added': generation(['a', 'b'], 'a'),
  'rotation-signing': generation(['a', 'b'], 'b'),
  'rotation-removed': generation(['b'], 'b'),
};
