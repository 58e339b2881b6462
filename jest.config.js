const { availableParallelism } = require('node:os');

// JavaScript, because Jest reads a TypeScript configuration only with ts-node, which cannot run beside TypeScript 7.
/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: '<rootDir>/test/runner/environment.js',
  runtime: '<rootDir>/test/runner/runtime.js',
  testSequencer: '<rootDir>/test/runner/sequencer.js',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  // To ask whether it is there starts a process.
  watchman: false,
  transform: {
    '\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript', decorators: true }, target: 'es2023' } }],
  },
  globalSetup: '<rootDir>/test/global-setup.ts',
  setupFiles: ['<rootDir>/test/setup.ts'],
  // Some suites wait, for child processes and for clocks: half as many workers again as there are cores keep these busy.
  maxWorkers: Math.ceil(availableParallelism() * 1.5),
  testTimeout: 20_000,
};
