#!/usr/bin/env node
// What npx runs: there is no build step, so tsx reads the TypeScript of this directory as it is.
require('tsx/cjs');
require('./portcullis.ts');
