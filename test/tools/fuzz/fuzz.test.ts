import { loadConfig } from '../../../lib/config';
import { answersOf } from '../../../tools/fuzz/answers';
import { fuzz } from '../../../tools/fuzz/fuzz';
import { document } from '../../../tools/openapi/document';

test.each([
  ['example', 300, 7, []],
  ['managed-edge', 250, 4, ['certificate_wrong_owner', 'certificate_revoked', 'enrolment_refused']],
  ['partner-edge', 150, 7, ['certificate_wrong_owner', 'certificate_revoked', 'certificate_not_bound']],
] as const)(
  'a short run of %s: every answer is in the document, no 5xx, no money made',
  async (env, requests, seed, codes) => {
    const { details, answers, unseen, faults } = await fuzz({ env, seed, requests, timeout: 15_000 });
    expect(details.errorInstance).toBeNull();
    expect([details.failed, details.interrupted, details.numRuns]).toEqual([false, false, requests]);
    expect(faults).toEqual([]);
    expect(answers.get('POST /transfers')?.get(201)).toBeGreaterThan(0);
    expect(unseen).toContain('internal_error');
    const seen = ['input_invalid', 'token_missing_scope', 'token_revoked', 'not_found', ...codes];
    expect(unseen.filter(code => seen.includes(code))).toEqual([]);
  },
);

describe('an answer is held against the document', () => {
  const check = answersOf(document(loadConfig('example')));
  const headers = { 'cache-control': 'no-store', 'content-type': 'application/json' };
  const account = { accountId: 'a-1', currency: 'EUR', balanceMinor: 5, createdAt: '2026-01-01T00:00:00Z' };
  const answer = { statusCode: 200, headers, body: JSON.stringify(account) };
  const read = (other: Partial<typeof answer>) => () => check('GET', '/accounts/{accountId}', { ...answer, ...other });

  test('one that stands in it is taken', () => expect(read({})).not.toThrow());

  test.each([
    ['a field more', { body: JSON.stringify({ ...account, owner: 'alice' }) }, 'answers 200 with'],
    ['a field less', { body: JSON.stringify({ ...account, currency: undefined }) }, 'answers 200 with'],
    ['half a cent', { body: JSON.stringify({ ...account, balanceMinor: 0.5 }) }, '/balanceMinor must be integer'],
    ['another status', { statusCode: 202 }, 'answers 202, which the document does not'],
    ['a fault', { statusCode: 500 }, 'answers 500'],
    ['a store that is away', { statusCode: 503 }, 'answers 503'],
    ['another type', { headers: { ...headers, 'content-type': 'text/html' } }, 'answers 200 as text/html'],
    ['a header more', { headers: { ...headers, 'x-powered-by': 'us' } }, 'with the header x-powered-by'],
    [
      'a code that nobody wrote down',
      {
        statusCode: 404,
        headers: { ...headers, 'content-type': 'application/problem+json' },
        body: JSON.stringify({
          type: 'about:blank',
          title: 'Not Found',
          status: 404,
          detail: '',
          code: 'gone_fishing',
        }),
      },
      '/code must be equal to one of the allowed values',
    ],
  ])('%s is not', (_what, other, message) => expect(read(other)).toThrow(message));
});
