import { relative } from 'node:path';
import colors from 'picocolors';
import { readAssembly } from '../../tools/local/assembly';
import { startChain } from '../../tools/local/chain';
import type { Site } from '../../tools/drills/field';
import type { Assembly, LocalChain } from '../../tools/local/types';
import { describeError } from './errors';
import type { Lifetime } from './lifetime';
import { choosePorts } from './ports';
import { writeLocalFile } from './write-local-file';

/** Starts the chain on the ports people know, and says which of them were taken. */
export async function startOnKnownPorts(
  lifetime: Lifetime,
  assembly: Assembly,
): Promise<{ chain: LocalChain; moved: readonly string[] }> {
  const { ports, moved } = await choosePorts();
  return { chain: await lifetime.hold(startChain(assembly, { ports })), moved };
}

/**
 * Tells people how to talk to the chain, and serves until they have had enough. On SIGUSR2 the assembly's directory is read again and deployed
 * over what runs, as `cdk deploy` would: so runbooks are rehearsed.
 */
export async function serve(lifetime: Lifetime, site: Site, directory: string): Promise<void> {
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
    colors.dim(`To deploy ${relative(process.cwd(), directory)} again over what runs: kill -USR2 ${process.pid}`),
  ];
  console.log(lines.join('\n'));
  let deploying = Promise.resolve();
  process.on('SIGUSR2', () => (deploying = deploying.then(() => deploy(site, directory))));
  await lifetime.interrupted;
}

async function deploy(site: Site, directory: string): Promise<void> {
  try {
    const began = Date.now();
    await site.chain.deploy(readAssembly(directory));
    await writeLocalFile(site);
    console.log(
      `Deployed ${relative(process.cwd(), directory)} over the running chain in ${((Date.now() - began) / 1000).toFixed(1)} s.`,
    );
  } catch (error) {
    console.error(
      `Not deployed: ${describeError(error)}. Some stacks may be as they were and others not: mend it and deploy again, or start anew.`,
    );
  }
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
