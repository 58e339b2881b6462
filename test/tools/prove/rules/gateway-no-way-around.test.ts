import { profilePolicy } from '../../../../tools/prove/policy';
import { prove } from '../../../../tools/prove/proof';
import { gatewayNoWayAround } from '../../../../tools/prove/rules/gateway-no-way-around';
import { edgeApi, functionUrl, restApi } from './apis';
import { edit, look, modelOf, unresolved } from './fixtures';

const off = 'Api.DisableExecuteApiEndpoint';

describe('gateway/no-way-around', () => {
  test('nothing to say: the only other address is closed', () => {
    expect(look(gatewayNoWayAround, modelOf(edgeApi))).toEqual([]);
    expect(look(gatewayNoWayAround, modelOf(restApi))).toEqual([]);
    expect(look(gatewayNoWayAround, modelOf(functionUrl))).toEqual([]);
  });

  test('what closes it is said once, however many distributions show the certificate', () => {
    const two = { ...edgeApi, Second: edgeApi['Distribution'] ?? { Type: '' } };
    const { routes } = prove(modelOf(two), profilePolicy('consumer'), []);
    const said = routes.flatMap(({ paths }) => paths.flatMap(({ closed }) => closed?.says ?? []));
    expect([...new Set(said)]).toEqual([expect.stringMatching(/origin certificate \([^,]+\)$/)]);
  });

  test.each([false, undefined])('weak: the default endpoint is open beside a distribution (%s)', value => {
    expect(look(gatewayNoWayAround, modelOf(edit(edgeApi, { [off]: value })))).toEqual([
      'weak Api DisableExecuteApiEndpoint',
    ]);
  });

  test('weak: the default endpoint is open beside a domain that asks for a certificate', () => {
    expect(look(gatewayNoWayAround, modelOf(edit(restApi, { [off]: false })))).toEqual([
      'weak Api DisableExecuteApiEndpoint',
    ]);
  });

  test('nothing to say: the default endpoint is the only address, or stands beside a domain that asks for nothing', () => {
    const alone = edit(restApi, { Domain: undefined, Mapping: undefined, [off]: false });
    expect(look(gatewayNoWayAround, modelOf(alone))).toEqual([]);
    const beside = edit(restApi, { 'Domain.MutualTlsAuthentication': undefined, [off]: false });
    expect(look(gatewayNoWayAround, modelOf(beside))).toEqual([]);
  });

  test('weak: the origin domain serves everyone', () => {
    const open = edit(edgeApi, { 'Domain.MutualTlsAuthentication': undefined });
    expect(look(gatewayNoWayAround, modelOf(open))).toEqual(['weak Domain']);
  });

  test('weak: the function URL serves everyone', () => {
    expect(look(gatewayNoWayAround, modelOf(edit(functionUrl, { 'Url.AuthType': 'NONE' })))).toEqual(['weak Url']);
  });

  test('unproven: whether the endpoint is off is a parameter without a value', () => {
    expect(look(gatewayNoWayAround, modelOf(unresolved(edgeApi, off)))).toEqual([
      'unproven Api DisableExecuteApiEndpoint',
    ]);
  });
});
