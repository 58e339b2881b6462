const { createRequire, isBuiltin } = require('node:module');
const { setFlagsFromString } = require('node:v8');
const { compileFunction } = require('node:vm');
const { default: Runtime } = require('jest-runtime');

// A test runs most code a few dozen times, and every file makes its functions anew: V8 spends more on optimizing them than it saves, unless it waits for
// what is far hotter than by default. Node 20's V8 counts bytes of bytecode that ran, later ones calls. Only speed hangs on it.
setFlagsFromString(
  process.versions.v8.startsWith('11.') ? '--interrupt-budget=1500000' : '--invocation-count-for-turbofan=30000',
);

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
