import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Placed, Stack, World } from '../../../../tools/local/types';

/** A world in which functions stand, by name: what the real one gives the host and nothing more. An asset's key is where it lies, or is looked up. */
export function worldOf(
  functions: Readonly<Record<string, Record<string, unknown>>>,
  placeOf = (key: string): string => key,
): World {
  const stack = {
    name: 'wallet-services',
    region: 'eu-west-1',
    asset: placeOf,
  } as unknown as Stack;
  const arn = (name: string) => `arn:aws:lambda:eu-west-1:111122223333:function:${name}`;
  const placed = Object.entries(functions).map(([logicalId, properties]): Placed => ({
    stack,
    logicalId,
    type: 'AWS::Lambda::Function',
    properties: { Runtime: 'nodejs22.x', Handler: 'index.handler', ...properties },
  }));
  return {
    assembly: { ofType: () => placed },
    publicCa: { certificate: '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n' },
    endpoints: { AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1' },
    resolve: (_: Stack, value: unknown) => Promise.resolve(value),
    live: ({ logicalId }: Placed) => Promise.resolve({ ref: logicalId, attributes: { Arn: arn(logicalId) } }),
    byIdentity: (identity: string) =>
      placed.find(({ logicalId }) => identity === logicalId || identity === arn(logicalId)),
  } as unknown as World;
}

const written: string[] = [];

/** A directory with one file, as an asset of the assembly. `removeAssets` takes them all away. */
export function asset(source: string, file = 'index.js'): { readonly S3Key: string } {
  const directory = mkdtempSync(join(tmpdir(), 'portcullis-test-'));
  written.push(directory);
  writeFileSync(join(directory, file), source);
  return { S3Key: directory };
}

export const removeAssets = (): void => written.forEach(directory => rmSync(directory, { recursive: true }));
