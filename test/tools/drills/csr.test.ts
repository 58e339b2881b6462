import 'reflect-metadata';
import { spawnSync } from 'node:child_process';
import * as x509 from '@peculiar/x509';
import { readSigningRequest } from '../../../lambda/x509';
import { curveKey, rsaKey, signingRequest, type Wishes } from '../../../tools/drills/csr';
import { rsaKeys } from '../../rsa-keys';

test.each<[string, () => Wishes, string]>([
  ['a new key', () => ({}), 'EC P-256'],
  ['a key of the caller', () => ({ key: curveKey('P-256') }), 'EC P-256'],
  ['an RSA key', () => ({ key: rsaKeys()[0].privateKey }), 'RSA 2048'],
])('%s is signed with itself', async (_, wishes, keyType) => {
  const { csr } = await signingRequest(wishes());
  await expect(readSigningRequest(csr)).resolves.toMatchObject({ keyType });
});

test.each<[string, () => Wishes, string]>([
  ['a key that another signed for', () => ({ signedWith: curveKey('P-256') }), 'csr_signature'],
  ['P-192', () => ({ key: curveKey('prime192v1') }), 'key_weak'],
  ['RSA of 1,024 bits', () => ({ key: rsaKey(1_024) }), 'key_weak'],
])('what is wrong with a request is that alone: %s', async (_, wishes, code) => {
  const { csr } = await signingRequest(wishes());
  await expect(readSigningRequest(csr)).rejects.toMatchObject({ code });
});

test.each([
  ['P-192', () => curveKey('prime192v1')],
  ['RSA of 1,024 bits', () => rsaKey(1_024)],
])('openssl agrees that a request with a weak key is signed by that key: %s', async (_, key) => {
  const { csr } = await signingRequest({ key: key() });
  const { status, stderr } = spawnSync('openssl', ['req', '-verify', '-noout'], { input: csr, encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, expect.stringMatching(/verify OK/)]);
});

test('asks for a name and extensions', async () => {
  const extensions = [new x509.BasicConstraintsExtension(true, 1, true)];
  const { csr } = await signingRequest({ subject: 'CN=somebody', extensions });
  const request = new x509.Pkcs10CertificateRequest(csr);
  expect(request.subject).toBe('CN=somebody');
  expect(request.extensions).toEqual([expect.objectContaining({ ca: true, pathLength: 1 })]);
});
