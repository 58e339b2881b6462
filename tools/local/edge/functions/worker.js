// The thread that runs one CloudFront function. Plain JavaScript, because a thread starts without the loader of the program.
const { createContext, Script } = require('node:vm');
const { parentPort, workerData } = require('node:worker_threads');

/** ECMAScript and `console`, nothing of Node; as in CloudFront, text does not become code. */
const context = createContext(Object.create(null), { codeGeneration: { strings: false, wasm: false } });
new Script('globalThis.console = Object.freeze({ log() {}, error() {} });').runInContext(context);

/** Only text crosses the border of the context, so the function never holds an object from outside. */
const answer = new Script(`
  (event, send) => {
    const fail = error => send(undefined, String(error));
    const done = value => send(JSON.stringify(value));
    try {
      const value = handler(JSON.parse(event));
      if (typeof value?.then === 'function') value.then(done, fail);
      else done(value);
    } catch (error) {
      fail(error);
    }
  }
`).runInContext(context);

try {
  new Script(workerData.code, { filename: `${workerData.name}.js` }).runInContext(context);
  if (!new Script("typeof handler === 'function'").runInContext(context))
    throw new TypeError('takes a function named handler');
  parentPort.on('message', ({ id, event }) =>
    answer(event, (value, error) => parentPort.postMessage({ id, value, error })),
  );
  parentPort.postMessage({ ready: true });
} catch (error) {
  parentPort.postMessage({ ready: false, error: error.message });
}
