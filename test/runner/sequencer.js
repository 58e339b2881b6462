const { existsSync } = require('node:fs');
const path = require('node:path');
const { default: Sequencer } = require('@jest/test-sequencer');

/**
 * The suites that take longest, longest first. Jest knows how long a suite took only on a machine where it ran before; on
 * a fresh clone it begins with the largest files, and the chain that is attacked whole would come last and alone.
 */
const longest = [
  'bin/start',
  'tools/local/rotation',
  'tools/prove/mutation/score',
  'lib/validation',
  'tools/drills/own-issuer',
  'lambda/transfers/transfers',
  'tools/prove/package',
  'tools/prove/rewrites',
  'tools/local/lambda/host',
  'tools/local/chain',
].map(name => path.join(__dirname, '..', `${name}.test.ts`));

module.exports = class extends Sequencer {
  sort(tests) {
    const gone = longest.filter(file => !existsSync(file));
    if (gone.length > 0)
      throw new Error(`test/runner/sequencer.js names suites that are not there: ${gone.join(', ')}`);
    const place = ({ path: file }) => (longest.includes(file) ? longest.indexOf(file) : longest.length);
    return super.sort(tests).sort((a, b) => place(a) - place(b));
  }
};
