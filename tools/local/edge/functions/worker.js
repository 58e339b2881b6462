// The thread that runs one CloudFront function. Plain JavaScript, because a thread starts without the loader of the program.
const { createContext, Script } = require('node:vm');
const { parentPort, workerData } = require('node:worker_threads');

const { name, code, handler, cloudfront } = workerData;

/** ECMAScript and `console`, nothing of Node; as in CloudFront, text does not become code. */
const context = createContext(Object.create(null), { codeGeneration: { strings: false, wasm: false } });
new Script('globalThis.console = Object.freeze({ log() {}, error() {} });').runInContext(context);

/** The module `cloudfront`: its key-value store is asked through `ask`, and `settle` brings the answer. */
const makeCloudfront = new Script(`
  (ask, hasStore) => {
    'use strict';
    const waiting = new Map();
    let last = 0;
    const find = key =>
      new Promise(resolve => {
        waiting.set((last += 1), resolve);
        ask(last, String(key));
      });
    const store = Object.freeze({
      async exists(key) {
        return (await find(key)) !== undefined;
      },
      async get(key, options) {
        const value = await find(key);
        if (value === undefined) throw new Error('KeyNotFound');
        return options?.format === 'json' ? JSON.parse(value) : value;
      },
    });
    const kvs = () => {
      if (!hasStore) throw new Error('no key-value store is associated with the function');
      return store;
    };
    const settle = (id, value) => {
      waiting.get(id)?.(value);
      waiting.delete(id);
    };
    return { module: Object.freeze({ kvs }), settle };
  }
`).runInContext(context);

/** Only text crosses the border of the context, so the function never holds an object from outside. */
const makeAnswer = {
  handler: `
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
    }`,
  // Neither allowed nor denied is denied, and what was once denied stays so.
  connectionHandler: `
    (event, send) => {
      const fail = error => send(undefined, String(error));
      let allowed = false;
      let denied = false;
      const log = [];
      const connection = {
        ...JSON.parse(event),
        allow() { allowed = true; },
        deny() { denied = true; },
        logCustomData(text) { log.push(String(text)); },
      };
      const done = () => send(JSON.stringify({ allowed: allowed && !denied, log: log.join(' ') }));
      try {
        const value = connectionHandler(connection);
        if (typeof value?.then === 'function') value.then(done, fail);
        else done();
      } catch (error) {
        fail(error);
      }
    }`,
};

try {
  const { module, settle } = makeCloudfront((id, key) => parentPort.postMessage({ ask: id, key }), workerData.hasStore);
  if (cloudfront !== undefined)
    new Script(`cloudfront => { globalThis[${JSON.stringify(cloudfront)}] = cloudfront; }`).runInContext(context)(
      module,
    );
  const answer = new Script(makeAnswer[handler]).runInContext(context);
  new Script(code, { filename: `${name}.js` }).runInContext(context);
  if (!new Script(`typeof ${handler} === 'function'`).runInContext(context))
    throw new TypeError(`takes a function named ${handler}`);
  parentPort.on('message', ({ id, event, settled, value }) => {
    if (settled !== undefined) settle(settled, value);
    else answer(event, (result, error) => parentPort.postMessage({ id, value: result, error }));
  });
  parentPort.postMessage({ ready: true });
} catch (error) {
  parentPort.postMessage({ ready: false, error: error.message });
}
