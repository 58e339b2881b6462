import { createRouter } from '../../../../tools/local/gateway/routes';

const find = (keys: readonly string[]) => {
  const router = createRouter(keys.map(key => ({ key })));
  return (request: string): string | undefined => {
    const [method = '', path = ''] = request.split(' ');
    const found = router(method, path.slice(1).split('/').map(decodeURIComponent));
    if (found === undefined) return undefined;
    const parameters = Object.entries(found.pathParameters).map(([name, value]) => ` ${name}=${value}`);
    return found.route.key + parameters.join('');
  };
};

describe("the guide's own example", () => {
  const route = find(['GET /pets/dog/1', 'GET /pets/dog/{id}', 'GET /pets/{proxy+}', 'ANY /{proxy+}', '$default']);
  test.each([
    ['GET /pets/dog/1', 'GET /pets/dog/1'],
    ['GET /pets/dog/2', 'GET /pets/dog/{id} id=2'],
    ['GET /pets/cat/1', 'GET /pets/{proxy+} proxy=cat/1'],
    ['POST /test/5', 'ANY /{proxy+} proxy=test/5'],
    ['POST /pets/dog/1', 'ANY /{proxy+} proxy=pets/dog/1'],
    ['GET /', '$default'],
  ])('%s goes to %s', (request, expected) => {
    expect(route(request)).toBe(expected);
  });
});

describe('precedence', () => {
  const keys = [
    'ANY /a',
    'GET /a',
    'GET /a/{x}',
    'POST /a/b',
    'ANY /a/{x}',
    'GET /{y}/b',
    'GET /{deep+}',
    'GET /a/{r+}',
  ];
  // The order in which routes are written decides nothing.
  test.each([
    ['as written', keys],
    ['reversed', [...keys].reverse()],
  ])('%s', (_, list) => {
    const route = find(list);
    expect(route('GET /a')).toBe('GET /a');
    expect(route('PUT /a')).toBe('ANY /a');
    expect(route('GET /a/b')).toBe('GET /a/{x} x=b');
    expect(route('POST /a/b')).toBe('POST /a/b');
    expect(route('PUT /a/b')).toBe('ANY /a/{x} x=b');
    expect(route('GET /c/b')).toBe('GET /{y}/b y=c');
    expect(route('GET /a/b/c')).toBe('GET /a/{r+} r=b/c');
    expect(route('GET /c/d')).toBe('GET /{deep+} deep=c/d');
    expect(route('DELETE /c/d')).toBeUndefined();
  });
});

describe('what does not match', () => {
  const route = find(['GET /orders', 'GET /orders/{id}', 'POST /files/{path+}']);
  test.each([
    'GET /',
    'GET /Orders',
    'GET /orders/',
    'GET /orders//',
    'GET //orders',
    'GET /orders/1/2',
    'POST /orders',
    'POST /files/',
    'HEAD /orders',
  ])('%s', request => {
    expect(route(request)).toBeUndefined();
  });

  test('an encoded slash stays inside its segment', () => {
    expect(route('GET /orders/a%2Fb')).toBe('GET /orders/{id} id=a/b');
    expect(route('GET /orders%2F1')).toBeUndefined();
  });
});
