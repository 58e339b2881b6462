import * as z from 'zod';
import { contract, input, takes } from '../guard/contract';

const deviceId = takes('a device id, a UUID', z.uuid().toLowerCase());

/** What is read of it is its public key and its own signature, nothing else. */
const csr = takes(
  'a certificate signing request (PKCS #10, PEM) over a P-256 or RSA key of the device, at most 4096 characters',
  z.string().min(1).max(4_096),
);

const issued = z.object({
  deviceId: z.string(),
  certificate: takes('the certificate, PEM', z.string()),
  chain: takes('the issuing CA, PEM: the client sends it after its own', z.string()),
  serialNumber: takes('hex', z.string()),
  notAfter: takes('when it ends (RFC 3339)', z.string()),
});

const example = {
  deviceId: '5f0c3c1e-6f0e-4d53-9a5e-0d7f6f7f2b11',
  notAfter: '2026-12-25T08:00:00.000Z',
  serialNumber: '4a3f01',
};
const exampleCsr = '-----BEGIN CERTIFICATE REQUEST-----\nMIHz…\n-----END CERTIFICATE REQUEST-----\n';
const exampleIssued = {
  ...example,
  certificate: '-----BEGIN CERTIFICATE-----\nMIIB…\n-----END CERTIFICATE-----\n',
  chain: '-----BEGIN CERTIFICATE-----\nMIIC…\n-----END CERTIFICATE-----\n',
};

/** Problems that say what is wrong with a request or its key. */
const asked = { 503: ['certificates_unavailable'] } as const;
const ofRequest = {
  ...asked,
  400: ['csr_unreadable', 'csr_signature', 'key_weak'],
  409: ['key_reused'],
} as const;

export const enrolDevice = contract({
  summary: 'Enrols a device of the caller: a certificate for a key that the device made.',
  input: input({
    body: z.strictObject({
      csr,
      evidence: takes(
        'what the enrolment policy asks for, such as the verdict of an MDM or an attestation: at most 2048 characters',
        z.string().min(1).max(2_048),
      ).optional(),
    }),
  }),
  answer: { status: 201, description: 'The certificate of the new device.', body: issued },
  problems: { ...ofRequest, 403: ['enrolment_refused'], 409: ['key_reused', 'device_limit'] },
  example: { input: { body: { csr: exampleCsr } }, answer: exampleIssued },
});

export const listDevices = contract({
  summary: 'The devices of the caller, with their current certificates.',
  input: input({}),
  answer: {
    status: 200,
    description: 'Every device that has a certificate, or had one until lately.',
    body: z.object({
      devices: z.array(
        z.object({
          deviceId: z.string(),
          state: z.enum(['active', 'revoked', 'expired']),
          serialNumber: z.string(),
          issuedAt: takes('when its newest certificate was issued (RFC 3339)', z.string()),
          notAfter: takes('when that certificate ends (RFC 3339)', z.string()),
          current: takes('whether this request came from it', z.boolean()),
        }),
      ),
    }),
  },
  problems: {},
  example: {
    input: {},
    answer: { devices: [{ ...example, state: 'active', issuedAt: '2026-11-25T08:00:00.000Z', current: true }] },
  },
});

export const renewDevice = contract({
  summary: 'A new certificate for the device that asks; the old one stays valid until its end.',
  input: input({ path: z.strictObject({ deviceId }), body: z.strictObject({ csr }) }),
  answer: { status: 201, description: 'The certificate that follows.', body: issued },
  problems: { ...ofRequest, 403: ['device_is_another'], 404: ['not_found'] },
  example: { input: { path: { deviceId: example.deviceId }, body: { csr: exampleCsr } }, answer: exampleIssued },
});

export const revokeDevice = contract({
  summary: 'Revokes every certificate of a device of the caller, the one in use included.',
  input: input({ path: z.strictObject({ deviceId }) }),
  answer: {
    status: 200,
    description: 'Revoked: refused by the services within seconds, in the handshake within about a minute.',
    body: z.object({ deviceId: z.string(), revoked: takes('how many certificates were revoked now', z.int()) }),
  },
  problems: { ...asked, 404: ['not_found'] },
  example: { input: { path: { deviceId: example.deviceId } }, answer: { deviceId: example.deviceId, revoked: 1 } },
});

/** A row of the registry, as far as this service shows it. */
export const registryItem = z.object({
  thumbprint: z.string(),
  serialNumber: z.string(),
  owner: z.string(),
  deviceId: z.string(),
  issuedAt: z.string(),
  notAfter: z.string(),
  state: z.enum(['active', 'revoked']),
});

export type RegistryItem = z.output<typeof registryItem>;
