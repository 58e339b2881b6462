// One cold start: loads a bundled handler, and gives it one call. Started as a process of its own, as Lambda does.
const [, , bundle, event] = process.argv;
require(bundle)
  .handler(JSON.parse(event))
  .then(({ statusCode }) => {
    if (statusCode !== 200 && statusCode !== 401) throw new Error(`the cold handler answered ${statusCode}`);
  });
