import { profilePolicy } from '../../../tools/prove/policy';
import { Model } from '../../../tools/prove/model';
import { prove } from '../../../tools/prove/proof';
import { rules } from '../../../tools/prove/rules';
import { read } from '../../../tools/prove/read';
import { assemblyDirectory } from '../../assembly';
import { restApi } from './rules/apis';
import { look, modelOf } from './rules/fixtures';
import { wafAttached } from '../../../tools/prove/rules/waf-attached';

const proofOf = (model: Model) => prove(model, profilePolicy('consumer'), rules);

test('our own assembly is complete on every route that is not public by decision', () => {
  const { routes } = proofOf(read([assemblyDirectory]));
  expect(routes.map(({ route, verdict }) => `${route.key} ${verdict}`).sort()).toEqual([
    'DELETE /sessions complete',
    'DELETE /sessions/current complete',
    'GET /.well-known/apple-app-site-association public',
    'GET /.well-known/assetlinks.json public',
    'GET /accounts complete',
    'GET /accounts/{accountId} complete',
    'GET /sessions/current complete',
    'GET /transfers/{transferId} complete',
    'POST /transfers complete',
    'PUT /sessions/key complete',
  ]);
});

test('what a macro may rewrite proves nothing, and the note is the reason', () => {
  const { stacks } = read([assemblyDirectory]);
  const noted = stacks.map(stack =>
    stack.name.endsWith('-gateway') ? { ...stack, notes: ['the macro X rewrites this template'] } : stack,
  );
  for (const { verdict, reason } of proofOf(new Model(noted)).routes) {
    expect(verdict).toBe('unproven');
    expect(reason).toBe('portcullis-example-gateway: the macro X rewrites this template');
  }
});

test('a note on a stack that the route does not pass changes nothing', () => {
  const { stacks } = read([assemblyDirectory]);
  const noted = stacks.map(stack => (stack.name.endsWith('-data') ? { ...stack, notes: ['a macro'] } : stack));
  expect(proofOf(new Model(noted)).routes.map(({ verdict }) => verdict)).not.toContain('unproven');
});

test('what stands on a condition without a value is unproven where its path does not hang on the same', () => {
  const stacks = modelOf(restApi).stacks.map(stack => ({
    ...stack,
    template: {
      ...stack.template,
      Parameters: { P: { Type: 'String' } },
      Conditions: { Maybe: { 'Fn::Equals': [{ Ref: 'P' }, 'yes'] } },
      Resources: Object.fromEntries(
        Object.entries(restApi).map(([id, resource]) => [
          id,
          id === 'Association' ? { ...resource, Condition: 'Maybe' } : resource,
        ]),
      ),
    },
  }));
  expect(look(wafAttached, modelOf(restApi))).toEqual(['stands Association WebACLArn']);
  expect(look(wafAttached, new Model(stacks))).toEqual(['unproven Association WebACLArn']);
});

test('a condition without a value leaves a resource in, in doubt; a false one takes it out', () => {
  const template = {
    Parameters: { P: { Type: 'String' } },
    Conditions: { Open: { 'Fn::Equals': [{ Ref: 'P' }, 'a'] }, No: { 'Fn::Equals': ['a', 'b'] } },
    Resources: {
      A: { Type: 'T', Condition: 'Open' },
      B: { Type: 'T', Condition: 'No' },
      C: { Type: 'T' },
      D: null as unknown as { Type: string },
    },
  };
  const source = { file: 'app.template.json', text: '', format: 'json' } as const;
  const model = new Model([{ name: 'app', template, source, parameters: {}, notes: [] }]);
  expect(model.ofType('T').map(({ logicalId, exists }) => [logicalId, exists])).toEqual([
    ['A', 'unknown'],
    ['C', true],
  ]);
});
