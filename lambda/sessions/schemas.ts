import * as z from 'zod';
import { contract, input, takes } from '../guard/contract';

const keyThumbprint = takes('the RFC 7638 thumbprint of the key, base64url', z.string().max(64));
const exampleKey = '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I';

export const readSession = contract({
  summary:
    'The sign-in behind the token. Takes a proof of its key, so that an app can see whether its proofs are taken.',
  input: input({}),
  answer: {
    status: 200,
    description: 'The session.',
    body: z.object({
      signedInAt: takes('when the person signed in (RFC 3339)', z.string().max(32)),
      keyThumbprint: keyThumbprint.optional(),
    }),
  },
  problems: { 403: ['session_missing'] },
  example: { input: {}, answer: { signedInAt: '2026-01-31T12:00:00.000Z', keyThumbprint: exampleKey } },
});

const ended = {
  input: input({}),
  answer: { status: 204, description: 'It has ended; every service knows within ten seconds.', body: z.undefined() },
  problems: { 403: ['session_missing'] },
  example: { input: {}, answer: undefined },
} as const;

export const signOut = contract({
  summary: 'Ends the sign-in behind the token, and every token refreshed from it.',
  ...ended,
});

export const signOutEverywhere = contract({
  summary: 'Ends every sign-in of the caller up to now, on all devices.',
  ...ended,
});

export const registerKey = contract({
  summary:
    'Ties the key of the proof to the sign-in behind the token: the first key, for as long as the sign-in lasts.',
  input: input({}),
  answer: { status: 200, description: 'The key is the key of the session.', body: z.object({ keyThumbprint }) },
  problems: { 401: ['session_too_old'], 403: ['session_missing'], 409: ['session_key_taken'] },
  example: { input: {}, answer: { keyThumbprint: exampleKey } },
});
