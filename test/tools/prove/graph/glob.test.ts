import * as fc from 'fast-check';
import { meet } from '../../../../tools/prove/graph/glob';

describe('two patterns meet', () => {
  test.each([
    ['/orders', '/orders'],
    ['orders', '/orders'],
    ['*', '/orders'],
    ['/*', '/orders'],
    ['/orders/*', '/orders/'],
    ['/orders/*', '/orders/*/lines'],
    ['*.json', '/a/b.json'],
    ['/v?/orders', '/v1/orders'],
    ['/api/*/x', '/api/*'],
    ['/a*', '/*b'],
  ])('%s and %s', (one, other) => {
    expect([meet(one, other), meet(other, one)]).toEqual([true, true]);
  });

  test.each([
    ['/orders', '/Orders'],
    ['/orders/*', '/orders'],
    ['/v?/orders', '/v10/orders'],
    ['/a*', '/b*'],
    ['*.json', '/a/b.xml'],
  ])('not %s and %s', (one, other) => {
    expect([meet(one, other), meet(other, one)]).toEqual([false, false]);
  });

  test('a pattern and a path meet as a regular expression says', () => {
    const letters = fc
      .array(fc.constantFrom('a', 'b', '/', '*', '?'), { maxLength: 8 })
      .map(list => `/${list.join('')}`);
    const path = fc.array(fc.constantFrom('a', 'b', '/'), { maxLength: 8 }).map(list => `/${list.join('')}`);
    fc.assert(
      fc.property(letters, path, (pattern, written) => {
        const expression = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`);
        expect(meet(pattern, written)).toBe(expression.test(written));
      }),
    );
  });

  test('patterns made to explode take no time', () => {
    const began = performance.now();
    expect(meet('*a'.repeat(120), `/${'ab'.repeat(120)}b`)).toBe(false);
    expect(performance.now() - began).toBeLessThan(500);
  });
});
