import type { LayerName } from '../lib/chain';
import { template, type Template } from './assembly';

/**
 * A claim is a property that makes a layer a defence, the assertion that finds it in a template, and the edit a careless
 * change would make. An assertion that still passes after its own edit proves nothing, so both are run.
 */
export interface Claim {
  /** The layer that falls when the claim does: it is in the test's name, so a failure says what is no longer defended. */
  readonly layer: LayerName;
  /** The property, as a sentence: "the API's default endpoint is off". */
  readonly claim: string;
  /** Fails (by `expect`) when the property is not in the template. */
  readonly assertion: (template: Template) => void;
  /** Takes the property away, in place. */
  readonly weaken: (template: Template) => void;
}

/** Tests every claim about a stack: it holds in the template, and no longer once weakened. */
export function testClaims(stack: string, claims: readonly Claim[], env = 'example'): void {
  const where = env === 'example' ? '' : `${env}: `;
  describe.each(claims)(`${where}$layer: $claim`, ({ assertion, weaken }) => {
    test('holds', () => assertion(template(stack, env)));

    test('is missed when it is gone', () => {
      const weakened = template(stack, env);
      weaken(weakened);
      expect(weakened).not.toEqual(template(stack, env));
      // A TypeError would mean that the assertion stumbled, not that it noticed.
      expect(() => assertion(weakened)).toThrow(expect.objectContaining({ matcherResult: expect.anything() }));
    });
  });
}
