const { ModernFakeTimers } = require('@jest/fake-timers');
const { ModuleMocker } = require('jest-mock');

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
