import { compared } from '../../../tools/bench/scanners';

describe('the proof beside scanners', () => {
  test('is held against the faster of them', () => {
    expect(compared(100, { 'cfn-guard': 2000, 'cdk-nag': 310 })).toMatchObject({ bound: '≥ 3×', held: true });
    expect(compared(100, { 'cfn-guard': 2000, 'cdk-nag': 290 })).toMatchObject({ held: false });
    expect(compared(100, { 'cfn-guard': 290, 'cdk-nag': 2000 })).toMatchObject({ held: false });
  });

  test('a run that took no time at all is no win', () =>
    expect(compared(Number.NaN, { 'cdk-nag': 1 }).held).toBe(false));
});
