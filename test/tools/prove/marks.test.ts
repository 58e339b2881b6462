import { hasMark, literal, mark, mentions, splitOutsideMarks, target, unknownIn } from '../../../tools/prove/marks';
import { modelOf } from './rules/fixtures';

const model = modelOf({ Bucket: { Type: 'AWS::S3::Bucket' }, Queue: { Type: 'AWS::SQS::Queue' } });
const [ref, arn] = [mark.ref('app', 'Bucket'), mark.attribute('app', 'Queue', 'Arn')];

describe('references', () => {
  test('the one resource that a value is', () => {
    expect(target(model, ref)?.logicalId).toBe('Bucket');
    expect(target(model, arn)?.logicalId).toBe('Queue');
  });

  test.each([
    '',
    'Bucket',
    `${ref}/key`,
    `${ref}${arn}`,
    mark.ref('app', 'Nothing'),
    mark.unknown('app/Bucket'),
    undefined,
    7,
    [ref],
  ])('none in %j', value => expect(target(model, value)).toBeUndefined());

  test('every resource that a value mentions, once, in order', () => {
    const value = { a: [`x${arn}y`, { b: ref }], c: ref, d: null, e: 1 };
    expect(mentions(model, value).map(({ logicalId }) => logicalId)).toEqual(['Queue', 'Bucket']);
  });
});

describe('what is not known', () => {
  test('is found wherever it stands', () => {
    expect(unknownIn(['a', { b: `x${mark.unknown('no value')}` }])).toBe('no value');
    expect(unknownIn({ a: [ref, 1, null, true] })).toBeUndefined();
  });

  test('a reason cannot close its own mark and open another', () => {
    expect(mark.unknown('⟧⟦app/Bucket')).toBe('⟦?app/Bucket⟧');
    expect(mentions(model, mark.unknown('⟧⟦app/Bucket'))).toEqual([]);
  });

  test('a reason is bounded', () => expect(mark.unknown('x'.repeat(10_000)).length).toBeLessThan(400));

  test('text of a template is never taken for a reference', () => {
    expect(literal('plain')).toBe('plain');
    expect(unknownIn(literal(ref))).toMatch(/reserved/);
    expect(unknownIn(mark.ref('app', 'A⟧⟦app/Bucket'))).toMatch(/letters and digits/);
    expect(mentions(model, mark.attribute('app', 'Queue', 'x⟧⟦app/Bucket'))).toEqual([]);
  });
});

test('a text is split outside of marks only', () => {
  const slashed = mark.attribute('a/b', 'Queue', 'Arn');
  expect(splitOutsideMarks(`x/${slashed}/y`, '/')).toEqual(['x', slashed, 'y']);
  expect(splitOutsideMarks('x', '')).toEqual(['x']);
  expect(hasMark(slashed)).toBe(true);
});
