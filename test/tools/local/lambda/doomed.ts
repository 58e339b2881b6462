import { createLambdaHost } from '../../../../tools/local/lambda';
import { worldOf } from './world';

/** A program of its own that runs a function in a busy loop and waits to be killed. */
const ZipFile = `exports.handler = async ({ spin }) => {
  if (spin) for (;;);
  return { pid: process.pid, caFile: process.env.NODE_EXTRA_CA_CERTS };
};`;
const world = worldOf({ busy: { Code: { ZipFile }, Timeout: 60 } });

async function main(): Promise<void> {
  const host = createLambdaHost(() => world);
  const whereabouts = await host.invoke('busy', {});
  void host.invoke('busy', { spin: true });
  setTimeout(() => console.log(JSON.stringify(whereabouts)), 100);
}

void main();
