import { originMtlsVersionPinned } from '../../../../tools/prove/rules/origin-mtls-version-pinned';
import { edgeApi } from './apis';
import { attribute, edit, line, look, modelOf, unresolved } from './fixtures';

const version = 'Domain.MutualTlsAuthentication.TruststoreVersion';

describe('origin-mtls/version-pinned', () => {
  test('stands: the version comes from what published the truststore, or is written out', () => {
    expect(look(originMtlsVersionPinned, modelOf(edgeApi))).toEqual([line('stands', version)]);
    const written = edit(edgeApi, { [version]: 'pbtoWd6h7F' });
    expect(look(originMtlsVersionPinned, modelOf(written))).toEqual([line('stands', version)]);
  });

  test.each([undefined, ''])('weak: the version is %j', value => {
    expect(look(originMtlsVersionPinned, modelOf(edit(edgeApi, { [version]: value })))).toEqual([
      line('weak', version),
    ]);
  });

  test('weak: the version belongs to another object', () => {
    const other = edit(edgeApi, { [version]: attribute('Authority', 'Version') });
    expect(look(originMtlsVersionPinned, modelOf(other))).toEqual([line('weak', version)]);
  });

  test('unproven: the version is a parameter without a value', () => {
    expect(look(originMtlsVersionPinned, modelOf(unresolved(edgeApi, version)))).toEqual([line('unproven', version)]);
  });
});
