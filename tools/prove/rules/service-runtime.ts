import { deprecatedRuntimes, looksLikeRuntime } from '../facts/runtimes';
import { unknownIn } from '../marks';
import { stands, unproven, weak, type Rule } from '../rule';
import { asText } from '../values';

/** The function's runtime still gets security patches. */
export const serviceRuntime: Rule = {
  id: 'service/runtime',
  layer: 'service',
  reason:
    'A runtime past its end gets no security patches: its known holes stay open under the code that should defend.',
  fix: 'Set Runtime to one that Lambda supports (nodejs24.x, python3.14 …), and test with it.',
  check({ route: { integration } }, { properties }) {
    const fn = integration.function;
    if (fn === undefined) return [];
    const { Runtime, PackageType } = properties(fn);
    // An image brings a runtime of its own, which its Dockerfile shows and no template does.
    if (PackageType === 'Image') return [];
    const where = { resource: fn, property: 'Runtime' };
    const reason = unknownIn(Runtime);
    if (reason !== undefined) return [unproven(where, reason)];
    const name = asText(Runtime);
    const ended = deprecatedRuntimes.get(name);
    if (ended !== undefined) return [weak(where, `${name} has had no security patches since ${ended}`)];
    return looksLikeRuntime(name)
      ? [stands(where, name)]
      : [weak(where, name === '' ? 'no runtime is named' : `${name} is no runtime of Lambda's`)];
  },
};
