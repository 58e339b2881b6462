const { availableParallelism } = require('node:os');

// JavaScript, because Jest reads a TypeScript configuration only with ts-node, which cannot run beside TypeScript 7.
/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  // jose is an ES module, which Jest on Node 20 cannot take as it is.
  transformIgnorePatterns: ['/node_modules/(?!jose/)'],
  transform: {
    '^.+\\.[jt]sx?$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript', decorators: true }, target: 'es2023' } }],
  },
  globalSetup: '<rootDir>/test/global-setup.ts',
  setupFiles: ['<rootDir>/test/setup.ts'],
  testSequencer: '<rootDir>/test/sequencer.js',
  // Some suites wait, for child processes and for clocks: half as many workers again as there are cores keep these busy.
  maxWorkers: Math.ceil(availableParallelism() * 1.5),
  // A global costs far more to look up in Jest's sandbox than in Node; the proof asks for these all the time.
  sandboxInjectedGlobals: ['Array', 'JSON', 'Map', 'Math', 'Number', 'Object', 'String'],
  testTimeout: 20_000,
};
