const { createRequire, isBuiltin } = require('node:module');
const { setFlagsFromString } = require('node:v8');
const { compileFunction } = require('node:vm');
const { default: Runtime } = require('jest-runtime');

// Hardly any function of a test runs long enough to repay the optimizing compiler, so it begins ten times later than by default. V8 counts bytes of
// bytecode in Node 20, and calls from Node 22 on.
const isOld = process.versions.v8.startsWith('11.');
setFlagsFromString(isOld ? '--interrupt-budget=675840' : '--invocation-count-for-turbofan=30000');

/** By file: what it was compiled from, and the function that makes its module. */
const compiled = new Map();

/**
 * Jest's module loader, but for two things. Libraries are Node's to load, once a process. Files of the project are still made anew for every test file,
 * mocks and all, but compiled once. See docs/decisions/0007.
 */
module.exports = class extends Runtime {
  constructor(...options) {
    super(...options);
    this.executor.compile = (source, filename) => {
      if (compiled.get(filename)?.source !== source)
        compiled.set(filename, {
          source,
          make: compileFunction(source, this.executor.injectedModuleParameters, { filename }),
        });
      return compiled.get(filename).make;
    };
  }

  requireModule(from, name, ...rest) {
    const library = name !== undefined && !isBuiltin(name) && !/^[./]/.test(name);
    return library ? createRequire(from)(name) : super.requireModule(from, name, ...rest);
  }
};
