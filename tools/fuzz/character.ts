import * as fc from 'fast-check';

const surrogates = { first: 0xd800, count: 0x800 };

/**
 * Any character of Unicode, as `unit: 'binary'` of fast-check gives them. That one first writes down all 1,112,064 of them to
 * find its way back, which takes a second; they can be counted.
 */
export const anyCharacter: fc.Arbitrary<string> = fc
  .integer({ min: 0, max: 0x10_ffff - surrogates.count })
  .map(characterAt, placeOf);

function characterAt(place: number): string {
  return String.fromCodePoint(place < surrogates.first ? place : place + surrogates.count);
}

function placeOf(character: unknown): number {
  const point = typeof character === 'string' ? character.codePointAt(0) : undefined;
  const place = point === undefined || point < surrogates.first ? (point ?? 0) : point - surrogates.count;
  if (characterAt(place) !== character) throw new Error('not one character');
  return place;
}
