import * as z from 'zod';
import { contract, input, takes } from '../guard/contract';

/** The apps that may open links of this host name, and which links. */
export const appLinks = z.strictObject({
  android: z.array(z.strictObject({ packageName: z.string(), certificateFingerprints: z.array(z.string()) })),
  ios: z.array(z.strictObject({ appId: z.string() })),
  paths: z.array(z.string()),
});

export type AppLinks = z.output<typeof appLinks>;

/** https://developers.google.com/digital-asset-links/v1/statements */
const statement = z.object({
  relation: z.array(z.literal('delegate_permission/common.handle_all_urls')),
  target: z.object({
    namespace: z.literal('android_app'),
    package_name: z.string(),
    sha256_cert_fingerprints: z.array(takes('SHA-256 of the certificate that signs the app', z.string())),
  }),
});

/** https://developer.apple.com/documentation/bundleresources/applinks */
const association = z.object({
  applinks: z.object({
    details: z.array(z.object({ appIDs: z.array(z.string()), components: z.array(z.object({ '/': z.string() })) })),
  }),
});

const fingerprint = Array.from({ length: 32 }, () => 'A5').join(':');

export const readAssetLinks = contract({
  summary: 'The Android apps that may open links of this host name.',
  input: input({}),
  answer: { status: 200, description: 'Digital Asset Links.', body: z.array(statement) },
  problems: {},
  example: {
    input: {},
    answer: [
      {
        relation: ['delegate_permission/common.handle_all_urls'],
        target: {
          namespace: 'android_app',
          package_name: 'com.example.wallet',
          sha256_cert_fingerprints: [fingerprint],
        },
      },
    ],
  },
});

export const readAppSiteAssociation = contract({
  summary: 'The iOS apps that may open links of this host name.',
  input: input({}),
  answer: { status: 200, description: 'An Apple app site association.', body: association },
  problems: {},
  example: {
    input: {},
    answer: {
      applinks: { details: [{ appIDs: ['ABCDE12345.com.example.wallet'], components: [{ '/': '/signed-in' }] }] },
    },
  },
});
