#!/usr/bin/env node
const { existsSync } = require('node:fs');
const path = require('node:path');

// What npx runs. In the repository there is no build step, so tsx reads the TypeScript of this directory as it is; the
// package holds the proof alone, built.
if (existsSync(path.join(__dirname, 'portcullis.ts'))) {
  require('tsx/cjs');
  require('./portcullis.ts');
} else require('../dist/portcullis-prove.js');
