import { BlockList, isIP } from 'node:net';
import * as z from 'zod';
import { LocalError } from '../../types';
import { check } from '../../check';
import type { Compile } from '../context';
import { header, type WafRequest } from '../request';

const fallback = z.enum(['MATCH', 'NO_MATCH']);
const headerName = z.string().transform(name => name.toLowerCase());

/** Where an address is read from a header; absent header: the rule is not applied at all. */
export const forwardedIpConfig = z.strictObject({ HeaderName: headerName, FallbackBehavior: fallback });

const setConfig = z.strictObject({
  HeaderName: headerName,
  FallbackBehavior: fallback,
  Position: z.enum(['FIRST', 'LAST', 'ANY']),
});

const schema = z.strictObject({ Arn: z.string(), IPSetForwardedIPConfig: setConfig.optional() });

export const ipSetReference: Compile = (statement, { where, ipSets }) => {
  const { Arn, IPSetForwardedIPConfig: config } = check(where, schema, statement);
  const set = ipSets.get(Arn);
  if (set === undefined) throw new LocalError(`${where}: got ${Arn}, takes an AWS::WAFv2::IPSet of these templates`);
  if (config === undefined) return ({ request }) => holds(set, request.clientIp);
  return ({ request }) => {
    const addresses = forwarded(request, config.HeaderName);
    if (addresses === undefined) return false;
    const chosen = { FIRST: addresses.slice(0, 1), LAST: addresses.slice(-1), ANY: addresses.slice(0, 10) }[
      config.Position
    ];
    const valid = chosen.filter(address => isIP(address) !== 0);
    return valid.length === 0 ? config.FallbackBehavior === 'MATCH' : valid.some(address => holds(set, address));
  };
};

/** The addresses a header lists, or undefined where the request has no such header. */
export const forwarded = ({ headers }: WafRequest, name: string): string[] | undefined =>
  header(headers, name)
    ?.split(',')
    .map(address => address.trim());

const holds = (set: BlockList, address: string): boolean => set.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** An IP set's list of CIDR blocks. */
export function compileIpSet(blocks: readonly string[], where: string): BlockList {
  const set = new BlockList();
  for (const block of blocks) {
    const [address = '', bits = ''] = block.split('/');
    const family = isIP(address);
    if (family === 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128))
      throw new LocalError(`${where}: got ${block}, takes CIDR blocks such as 192.0.2.0/24`);
    set.addSubnet(address, Number(bits), family === 4 ? 'ipv4' : 'ipv6');
  }
  return set;
}
