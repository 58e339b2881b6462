const { workerData } = require('node:worker_threads');
const { buildSync } = require('esbuild');

/** The thread of bundling.ts. JavaScript, because a thread reads TypeScript only once it has loaded what makes it so. */

const { options, port, signal } = workerData;

function build() {
  try {
    const { outputFiles, metafile } = buildSync(options);
    return { built: { outputFiles: outputFiles.map(({ path, contents }) => ({ path, contents })), metafile } };
  } catch (error) {
    return { error };
  }
}

port.postMessage(build());
Atomics.store(signal, 0, 1);
Atomics.notify(signal, 0);
