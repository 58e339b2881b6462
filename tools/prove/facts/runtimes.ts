/**
 * Lambda's managed runtimes that get no more security patches, with the day that ended, as the Lambda developer guide has
 * it (or, where it has none yet, the language's own end of life). Table of 2026-11-23.
 */
export const deprecatedRuntimes: ReadonlyMap<string, string> = new Map([
  ['dotnet5.0', '2022-05-10'],
  ['dotnet6', '2024-12-20'],
  ['dotnet7', '2024-05-14'],
  ['dotnet8', '2026-11-10'],
  ['dotnetcore1.0', '2019-06-27'],
  ['dotnetcore2.0', '2019-05-30'],
  ['dotnetcore2.1', '2022-01-05'],
  ['dotnetcore3.1', '2023-04-03'],
  ['go1.x', '2024-01-08'],
  ['java8', '2024-01-08'],
  ['nodejs', '2016-10-31'],
  ['nodejs4.3', '2020-03-05'],
  ['nodejs4.3-edge', '2019-04-30'],
  ['nodejs6.10', '2019-08-12'],
  ['nodejs8.10', '2020-03-06'],
  ['nodejs10.x', '2021-07-30'],
  ['nodejs12.x', '2023-03-31'],
  ['nodejs14.x', '2023-12-04'],
  ['nodejs16.x', '2024-06-12'],
  ['nodejs18.x', '2025-09-01'],
  ['nodejs20.x', '2026-04-30'],
  ['provided', '2024-01-08'],
  ['provided.al2', '2026-07-31'],
  ['python2.7', '2021-07-15'],
  ['python3.6', '2022-07-18'],
  ['python3.7', '2023-12-04'],
  ['python3.8', '2024-10-14'],
  ['python3.9', '2025-12-15'],
  ['python3.10', '2026-10-31'],
  ['ruby2.5', '2021-07-30'],
  ['ruby2.7', '2023-12-07'],
  ['ruby3.2', '2026-03-31'],
]);

/** What a runtime's name looks like; anything else is no runtime. */
export const looksLikeRuntime = (name: string): boolean =>
  /^(?:nodejs\d+\.x|python3\.\d+|ruby\d\.\d|java\d+(?:\.al20?\d*)?|dotnet\d+|provided\.al20?\d*)$/.test(name);
