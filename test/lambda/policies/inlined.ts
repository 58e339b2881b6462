import { statefulIsAuthorized, type StatefulAuthorizationCall } from '@cedar-policy/cedar-wasm/nodejs';
import { cedar } from '../../../lambda/policies/cedar';

/**
 * Run with --allow-natives-syntax. Has V8 optimize a decision, and give the optimized code up in the middle of the next one: what
 * ends a process of Node 20 or 22 in which calls of WebAssembly are inlined.
 */
cedar();
// V8's own functions have no other way in.
// oxlint-disable-next-line typescript/no-implied-eval
const natively = (text: string) => new Function('f', text) as (f: unknown) => void;
const thing = { type: 'Portcullis::Account', id: 'a' };
const question = (): StatefulAuthorizationCall => ({
  principal: thing,
  action: { type: 'Portcullis::Action', id: 'nothing' },
  resource: thing,
  context: {},
  preparsedPolicySetId: 'policies-1',
  entities: [],
});

natively('%PrepareFunctionForOptimization(f)')(statefulIsAuthorized);
for (let i = 0; i < 200; i++) statefulIsAuthorized(question());
natively('%OptimizeFunctionOnNextCall(f)')(statefulIsAuthorized);
statefulIsAuthorized(question());

const giveUp = natively('%DeoptimizeFunction(f)');
const answer = statefulIsAuthorized(
  Object.defineProperty(question(), 'context', {
    enumerable: true,
    get() {
      giveUp(statefulIsAuthorized);
      return {};
    },
  }),
);
console.log(answer.type === 'success' ? answer.response.decision : 'failure');
