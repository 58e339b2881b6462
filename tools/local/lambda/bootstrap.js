'use strict';
// Runs inside every function process, in place of AWS's runtime. Plain JavaScript, because the process must start without
// a TypeScript loader: a cold start is mostly Node's own 40 ms.
//
// It speaks to its host over Node's IPC channel, not over the HTTP Runtime API. Measured on 2 cores: 0.11 ms an exchange
// against 0.55 ms for the API's two HTTP round trips; no port that another program on the laptop could post answers to;
// and the channel closes when the host dies, which ends the process.

const Module = require('node:module');
const { pathToFileURL } = require('node:url');
const dns = require('node:dns');
const { existsSync, realpathSync } = require('node:fs');
const path = require('node:path');

const send = process.send.bind(process);
const root = realpathSync(process.env.LAMBDA_TASK_ROOT);
const [moduleName, exportName] = splitHandler(process.env._HANDLER);

// The function's code must not find the channel, nor, in some parent directory, the packages its bundle forgot.
process.send = undefined;
const nodeModulePaths = Module._nodeModulePaths;
Module._nodeModulePaths = from => nodeModulePaths(from).filter(path => path.startsWith(root));

// Names under localhost are loopback (RFC 6761, section 6.3), which not every resolver knows. An SDK that puts the account's number
// before a stand-in's host name relies on it.
const { lookup } = dns;
dns.lookup = Object.defineProperties(
  (host, ...rest) => lookup(/\.localhost$/i.test(host) ? '127.0.0.1' : host, ...rest),
  Object.getOwnPropertyDescriptors(lookup),
);

// Ctrl-C in a terminal reaches every process of the group; the host decides what it means.
process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit(0));

load().then(
  handler => {
    process.on('message', message => void answer(handler, message));
    send({ ready: true });
  },
  error => send({ fault: describe(error) }, () => process.exit(1)),
);

function splitHandler(text) {
  const dot = text.lastIndexOf('.');
  return [text.slice(0, dot), text.slice(dot + 1)];
}

async function load() {
  const file = ['.js', '.mjs', '.cjs'].map(extension => path.join(root, moduleName + extension)).find(existsSync);
  if (file === undefined) throw named('Runtime.ImportModuleError', `Cannot find module '${moduleName}'`);
  const loaded = file.endsWith('.mjs') ? await import(pathToFileURL(file)) : require(file);
  const handler = loaded[exportName];
  if (typeof handler !== 'function')
    throw named('Runtime.HandlerNotFound', `${moduleName}.${exportName} is undefined or not exported`);
  return handler;
}

async function answer(handler, { event, context, marker }) {
  let message;
  try {
    const result = await run(handler, event, withClock(context));
    // Lambda answers with JSON text; undefined becomes null.
    message = { result: JSON.stringify(result) ?? 'null' };
  } catch (error) {
    message = { fault: describe(error) };
  }
  // What was printed and the answer travel through different pipes. The markers let the host put them in order.
  process.stdout.write(marker);
  process.stderr.write(marker);
  send(message);
}

/** A handler answers with a promise or through its third argument; one that does neither answers null. */
function run(handler, event, context) {
  return new Promise((resolve, reject) => {
    const returned = handler(event, context, (error, result) =>
      error === null || error === undefined ? resolve(result) : reject(error),
    );
    if (typeof returned?.then === 'function') returned.then(resolve, reject);
    else if (handler.length < 3) resolve(null);
  });
}

function withClock({ deadline, ...context }) {
  return {
    ...context,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

function describe(error) {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error) };
  return { errorType: error.name, errorMessage: error.message, trace: error.stack };
}

function named(name, message) {
  return Object.assign(new Error(message), { name });
}
