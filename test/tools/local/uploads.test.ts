import { App, CustomResource, Stack } from 'aws-cdk-lib';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { readAssembly } from '../../../tools/local/assembly';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'uploads-'))));
afterAll(() => rmSync(folder, { recursive: true }));

test('a file that came with the deployment lies where the template says, in the Region of its stack', () => {
  const file = join(folder, 'bundle.pem');
  writeFileSync(file, 'a bundle');
  const app = new App({ outdir: join(folder, 'cdk.out') });
  const stack = new Stack(app, 'edge', { env: { region: 'us-east-1' } });
  const asset = new Asset(stack, 'Bundle', { path: file });
  new CustomResource(stack, 'Uses', { serviceToken: 'arn', properties: { At: asset.s3ObjectUrl } });
  const [found] = readAssembly(app.synth().directory).stacks;
  expect(found?.uploads?.()).toEqual([
    {
      bucket: expect.stringMatching(/^cdk-hnb659fds-assets-\d{12}-us-east-1$/),
      key: expect.stringMatching(/^[0-9a-f]{64}\.pem$/),
      path: expect.stringMatching(/\.pem$/),
    },
  ]);
});
