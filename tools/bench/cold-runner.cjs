// One cold start: loads a bundled handler, gives it one call, and prints how old the process is when it has answered, in milliseconds.
// A process of its own, as Lambda starts one; its end is not measured, because Lambda's goes on.
const [, , bundle, event] = process.argv;
require(bundle)
  .handler(JSON.parse(event))
  .then(({ statusCode }) => {
    if (statusCode !== 200 && statusCode !== 401) throw new Error(`the cold handler answered ${statusCode}`);
    console.log(`\n${performance.now()}`);
  });
