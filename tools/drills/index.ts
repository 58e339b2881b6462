import { layersOf } from '../../lib/chain';
import type { System } from '../local/system';
import algNone from './attacks/alg-none';
import alteredToken from './attacks/altered-token';
import amountFractional from './attacks/amount-fractional';
import amountHuge from './attacks/amount-huge';
import amountNegative from './attacks/amount-negative';
import amountString from './attacks/amount-string';
import apiKey from './attacks/api-key';
import audienceInFront from './attacks/audience-in-front';
import basicCredentials from './attacks/basic-credentials';
import bodyNotJson from './attacks/body-not-json';
import bodyOverLimit from './attacks/body-over-limit';
import brokenJson from './attacks/broken-json';
import burst from './attacks/burst';
import changedBody from './attacks/changed-body';
import clientIdList from './attacks/client-id-list';
import clientOtherAuthority from './attacks/client-other-authority';
import criticalExtension from './attacks/critical-extension';
import debugRoute from './attacks/debug-route';
import defaultEndpoint from './attacks/default-endpoint';
import doubleSpend from './attacks/double-spend';
import duplicateClaims from './attacks/duplicate-claims';
import emptySubject from './attacks/empty-subject';
import encodedPath from './attacks/encoded-path';
import everyMethod from './attacks/every-method';
import expiredToken from './attacks/expired-token';
import expiryAsText from './attacks/expiry-as-text';
import fieldTwice from './attacks/field-twice';
import fiveSegments from './attacks/five-segments';
import floodAddress from './attacks/flood-address';
import floodForgedForwardedFor from './attacks/flood-forged-forwarded-for';
import floodPublicPath from './attacks/flood-public-path';
import floodSensitivePath from './attacks/flood-sensitive-path';
import floodToken from './attacks/flood-token';
import forgedEdgeHeaders from './attacks/forged-edge-headers';
import forgottenFile from './attacks/forgotten-file';
import formAsBody from './attacks/form-as-body';
import gatewayExpiredCertificate from './attacks/gateway-expired-certificate';
import gatewayForgedHeaders from './attacks/gateway-forged-headers';
import gatewayNoCertificate from './attacks/gateway-no-certificate';
import gatewayOtherAuthority from './attacks/gateway-other-authority';
import gatewaySelfSigned from './attacks/gateway-self-signed';
import hs256PublicKey from './attacks/hs256-public-key';
import hugeToken from './attacks/huge-token';
import idToken from './attacks/id-token';
import jkuHeader from './attacks/jku-header';
import jsonInDepth from './attacks/json-in-depth';
import jwkHeader from './attacks/jwk-header';
import kidTraversal from './attacks/kid-traversal';
import largeTransferOldSignIn from './attacks/large-transfer-old-sign-in';
import listAsBody from './attacks/list-as-body';
import listEverything from './attacks/list-everything';
import manySegments from './attacks/many-segments';
import massAssignment from './attacks/mass-assignment';
import missingScope from './attacks/missing-scope';
import nestedToken from './attacks/nested-token';
import noClientCertificate from './attacks/no-client-certificate';
import noExpiry from './attacks/no-expiry';
import noIdempotencyKey from './attacks/no-idempotency-key';
import noToken from './attacks/no-token';
import noTokenUse from './attacks/no-token-use';
import notClientAuth from './attacks/not-client-auth';
import notTheEdge from './attacks/not-the-edge';
import notYetValidToken from './attacks/not-yet-valid-token';
import nullAmount from './attacks/null-amount';
import oldVersion from './attacks/old-version';
import otherClientOfThePool from './attacks/other-client-of-the-pool';
import otherUsersAccount from './attacks/other-users-account';
import otherUsersMoney from './attacks/other-users-money';
import otherUsersTransfer from './attacks/other-users-transfer';
import overdraft from './attacks/overdraft';
import pathOverLimit from './attacks/path-over-limit';
import plainHttp from './attacks/plain-http';
import preflightOfAStranger from './attacks/preflight-of-a-stranger';
import prototypeKey from './attacks/prototype-key';
import publicParameter from './attacks/public-parameter';
import queryOverLimit from './attacks/query-over-limit';
import repeatedParameter from './attacks/repeated-parameter';
import replayFromAnotherSession from './attacks/replay-from-another-session';
import replayedTransfer from './attacks/replayed-transfer';
import restDefaultEndpoint from './attacks/rest-default-endpoint';
import restDefaultEndpointNoCertificate from './attacks/rest-default-endpoint-no-certificate';
import staleSignIn from './attacks/stale-sign-in';
import strangerKey from './attacks/stranger-key';
import tls10 from './attacks/tls-1-0';
import tls11 from './attacks/tls-1-1';
import tokenInQuery from './attacks/token-in-query';
import unknownFilter from './attacks/unknown-filter';
import unknownRoute from './attacks/unknown-route';
import wrongClient from './attacks/wrong-client';
import wrongIssuer from './attacks/wrong-issuer';
import wrongMethod from './attacks/wrong-method';
import x5uHeader from './attacks/x5u-header';
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
  hugeToken,
  tokenInQuery,
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
  debugRoute,
  encodedPath,
  everyMethod,
  forgottenFile,
  oldVersion,
  preflightOfAStranger,
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
  basicCredentials,
  duplicateClaims,
  expiryAsText,
  fiveSegments,
  jkuHeader,
  jwkHeader,
  kidTraversal,
  manySegments,
  nestedToken,
  noExpiry,
  notYetValidToken,
  x5uHeader,
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
  audienceInFront,
  brokenJson,
  clientIdList,
  criticalExtension,
  doubleSpend,
  emptySubject,
  fieldTwice,
  formAsBody,
  jsonInDepth,
  listAsBody,
  listEverything,
  noTokenUse,
  nullAmount,
  prototypeKey,
  repeatedParameter,
  replayFromAnotherSession,
  staleSignIn,
  unknownFilter,
];

/** The drills that make sense for a profile behind an ingress: those of its layers, and of these the ones meant for it. */
export function drillsOf({ profile, ingress }: System): Drill[] {
  const standing = layersOf(profile, ingress).map(({ name }) => name);
  return drills.filter(
    ({ layer, profiles, ingresses }) =>
      standing.includes(layer) && (profiles?.includes(profile) ?? true) && (ingresses?.includes(ingress) ?? true),
  );
}
