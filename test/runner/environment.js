const { ModernFakeTimers } = require('@jest/fake-timers');
const { ModuleMocker } = require('jest-mock');
const { setFlagsFromString } = require('node:v8');

// A test runs most code a few dozen times, and every file makes its functions anew: V8 spends more on optimizing them than it saves, unless it waits
// for what is far hotter than it does by default (66 KB of bytecode run). Only speed hangs on it.
setFlagsFromString('--interrupt-budget=1500000');

/** What Jest leaves in the global object and must find anew in every file: event handlers and matchers. */
const ofOneFile = ['EVENT_HANDLERS', '$$jest-matchers-object'].map(key => Symbol.for(key));

/**
 * A test file's surroundings: Node's own global object, in place of the copy that Jest makes for every file, so that libraries are loaded
 * once a process (runtime.js). What a file changes there is undone after it. See docs/decisions/0007.
 */
module.exports = class {
  constructor({ projectConfig: config }) {
    this.global = globalThis;
    this.moduleMocker = new ModuleMocker(globalThis);
    this.fakeTimers = null;
    this.fakeTimersModern = new ModernFakeTimers({ config, global: globalThis });
    this.variables = { ...process.env };
    // Jest's own is put in its place for the time of the file.
    // oxlint-disable-next-line typescript/unbound-method
    this.exit = process.exit;
  }

  async setup() {}

  async teardown() {
    this.fakeTimersModern.dispose();
    this.moduleMocker.restoreAllMocks();
    for (const key of ofOneFile) Reflect.deleteProperty(globalThis, key);
    for (const name of Object.keys(process.env)) if (!(name in this.variables)) delete process.env[name];
    Object.assign(process.env, this.variables);
    process.exit = this.exit;
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  getVmContext() {
    return this.global;
  }
};
