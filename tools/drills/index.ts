import algNone from './attacks/alg-none';
import alteredToken from './attacks/altered-token';
import amountFractional from './attacks/amount-fractional';
import amountHuge from './attacks/amount-huge';
import amountNegative from './attacks/amount-negative';
import amountString from './attacks/amount-string';
import apiKey from './attacks/api-key';
import bodyNotJson from './attacks/body-not-json';
import bodyOverLimit from './attacks/body-over-limit';
import burst from './attacks/burst';
import clientOtherAuthority from './attacks/client-other-authority';
import changedBody from './attacks/changed-body';
import defaultEndpoint from './attacks/default-endpoint';
import expiredToken from './attacks/expired-token';
import floodAddress from './attacks/flood-address';
import floodForgedForwardedFor from './attacks/flood-forged-forwarded-for';
import floodPublicPath from './attacks/flood-public-path';
import floodSensitivePath from './attacks/flood-sensitive-path';
import floodToken from './attacks/flood-token';
import forgedEdgeHeaders from './attacks/forged-edge-headers';
import gatewayExpiredCertificate from './attacks/gateway-expired-certificate';
import gatewayForgedHeaders from './attacks/gateway-forged-headers';
import gatewayNoCertificate from './attacks/gateway-no-certificate';
import gatewayOtherAuthority from './attacks/gateway-other-authority';
import gatewaySelfSigned from './attacks/gateway-self-signed';
import hs256PublicKey from './attacks/hs256-public-key';
import idToken from './attacks/id-token';
import largeTransferOldSignIn from './attacks/large-transfer-old-sign-in';
import massAssignment from './attacks/mass-assignment';
import missingScope from './attacks/missing-scope';
import noClientCertificate from './attacks/no-client-certificate';
import noIdempotencyKey from './attacks/no-idempotency-key';
import noToken from './attacks/no-token';
import notClientAuth from './attacks/not-client-auth';
import notTheEdge from './attacks/not-the-edge';
import otherClientOfThePool from './attacks/other-client-of-the-pool';
import otherUsersAccount from './attacks/other-users-account';
import otherUsersMoney from './attacks/other-users-money';
import otherUsersTransfer from './attacks/other-users-transfer';
import overdraft from './attacks/overdraft';
import pathOverLimit from './attacks/path-over-limit';
import plainHttp from './attacks/plain-http';
import queryOverLimit from './attacks/query-over-limit';
import publicParameter from './attacks/public-parameter';
import replayedTransfer from './attacks/replayed-transfer';
import restDefaultEndpoint from './attacks/rest-default-endpoint';
import restDefaultEndpointNoCertificate from './attacks/rest-default-endpoint-no-certificate';
import strangerKey from './attacks/stranger-key';
import tls10 from './attacks/tls-1-0';
import tls11 from './attacks/tls-1-1';
import unknownRoute from './attacks/unknown-route';
import wrongClient from './attacks/wrong-client';
import wrongIssuer from './attacks/wrong-issuer';
import wrongMethod from './attacks/wrong-method';
import { layersOf } from '../../lib/chain';
import type { System } from '../local/system';
import type { Drill } from './types';

/** Every drill, by layer in the order a request meets them. A new drill is one file in attacks/ and one line here. */
export const drills: readonly Drill[] = [
  plainHttp,
  tls10,
  tls11,
  noClientCertificate,
  clientOtherAuthority,
  restDefaultEndpointNoCertificate,
  forgedEdgeHeaders,
  bodyOverLimit,
  queryOverLimit,
  pathOverLimit,
  floodAddress,
  floodSensitivePath,
  floodPublicPath,
  floodForgedForwardedFor,
  floodToken,
  gatewayNoCertificate,
  gatewaySelfSigned,
  gatewayOtherAuthority,
  gatewayExpiredCertificate,
  gatewayForgedHeaders,
  defaultEndpoint,
  unknownRoute,
  wrongMethod,
  burst,
  bodyNotJson,
  restDefaultEndpoint,
  noToken,
  apiKey,
  algNone,
  hs256PublicKey,
  strangerKey,
  alteredToken,
  wrongIssuer,
  wrongClient,
  expiredToken,
  idToken,
  missingScope,
  notClientAuth,
  notTheEdge,
  otherClientOfThePool,
  otherUsersAccount,
  otherUsersTransfer,
  otherUsersMoney,
  largeTransferOldSignIn,
  replayedTransfer,
  changedBody,
  noIdempotencyKey,
  amountNegative,
  amountFractional,
  amountHuge,
  amountString,
  overdraft,
  massAssignment,
  publicParameter,
];

/** The drills that make sense for a profile behind an ingress: those of its layers, and of these the ones meant for it. */
export function drillsOf({ profile, ingress }: System): Drill[] {
  const standing = layersOf(profile, ingress).map(({ name }) => name);
  return drills.filter(
    ({ layer, profiles, ingresses }) =>
      standing.includes(layer) && (profiles?.includes(profile) ?? true) && (ingresses?.includes(ingress) ?? true),
  );
}
