import { relative } from 'node:path';
import colors from 'picocolors';
import { startChain } from '../../tools/local/chain';
import type { Site } from '../../tools/drills/field';
import type { Assembly, LocalChain } from '../../tools/local/types';
import type { Lifetime } from './lifetime';
import { writeLocalFile } from './local-file';
import { choosePorts } from './ports';

/** Starts the chain on the ports people know, and says which of them were taken. */
export async function startOnKnownPorts(
  lifetime: Lifetime,
  assembly: Assembly,
): Promise<{ chain: LocalChain; moved: readonly string[] }> {
  const { ports, moved } = await choosePorts();
  return { chain: await lifetime.hold(startChain(assembly, { ports })), moved };
}

/** Tells people how to talk to the chain, and serves until they have had enough. */
export async function serve(lifetime: Lifetime, site: Site): Promise<void> {
  const { local, remove } = await writeLocalFile(site);
  lifetime.atEnd(remove);
  const file = (path: string) => `'${relative(process.cwd(), path)}'`;
  const { certFile, keyFile } = local;
  const shown =
    certFile === undefined || keyFile === undefined ? '' : ` --cert ${file(certFile)} --key ${file(keyFile)}`;
  const token = `"Authorization: Bearer $(npx portcullis token --user ${site.alice.username})"`;
  const lines = [
    `Serving ${local.baseUrl} (Ctrl-C ends it). The gateway itself: ${local.gatewayUrl}. Try:`,
    '',
    `curl --cacert ${file(local.caFile)}${shown} -H ${token} ${local.baseUrl}/accounts`,
    '',
    ...(local.enrolUrl === undefined ? [] : [`Devices without a certificate enrol at ${local.enrolUrl}.`, '']),
    colors.dim(`For tools: ${relative(process.cwd(), local.caFile).replace('ca.pem', 'local.json')}`),
  ];
  console.log(lines.join('\n'));
  await lifetime.interrupted;
}

/** Says what the templates ask of AWS that nobody but AWS can do. */
export const notModelledLines = ({ entry: { notModelled } }: LocalChain): string[] =>
  notModelled.length === 0
    ? []
    : [
        colors.yellow('Not modelled here (AWS publishes no rules of its managed rule groups):'),
        ...notModelled.map(name => colors.yellow(`  ${name}`)),
        '',
      ];
