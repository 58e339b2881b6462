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
import clientAuthorityAsClient from './attacks/client-authority-as-client';
import clientExpired from './attacks/client-expired';
import clientHopCertificate from './attacks/client-hop-certificate';
import clientIdList from './attacks/client-id-list';
import clientNotForClients from './attacks/client-not-for-clients';
import clientNotForClientsRegional from './attacks/client-not-for-clients-regional';
import clientNotYetValid from './attacks/client-not-yet-valid';
import clientOtherAuthority from './attacks/client-other-authority';
import clientOtherProfile from './attacks/client-other-profile';
import clientRevoked from './attacks/client-revoked';
import clientRevokedInUse from './attacks/client-revoked-in-use';
import clientRevokedStale from './attacks/client-revoked-stale';
import clientSameName from './attacks/client-same-name';
import clientSelfSigned from './attacks/client-self-signed';
import clientSignedByClient from './attacks/client-signed-by-client';
import criticalExtension from './attacks/critical-extension';
import csrAuthority from './attacks/csr-authority';
import csrBadSignature from './attacks/csr-bad-signature';
import csrKeyReused from './attacks/csr-key-reused';
import csrOneMegabyte from './attacks/csr-one-megabyte';
import csrOtherName from './attacks/csr-other-name';
import csrOtherSubject from './attacks/csr-other-subject';
import csrP192 from './attacks/csr-p-192';
import csrRsa1024 from './attacks/csr-rsa-1024';
import debugRoute from './attacks/debug-route';
import defaultEndpoint from './attacks/default-endpoint';
import doubleSpend from './attacks/double-spend';
import duplicateClaims from './attacks/duplicate-claims';
import emptySubject from './attacks/empty-subject';
import encodedPath from './attacks/encoded-path';
import enrolAtTheApi from './attacks/enrol-at-the-api';
import enrolForgedHeaders from './attacks/enrol-forged-headers';
import enrolMissingScope from './attacks/enrol-missing-scope';
import enrolOtherRoutes from './attacks/enrol-other-routes';
import enrolOverLimit from './attacks/enrol-over-limit';
import enrolWithoutToken from './attacks/enrol-without-token';
import everyMethod from './attacks/every-method';
import everyScope from './attacks/every-scope';
import expiredToken from './attacks/expired-token';
import expiryAsText from './attacks/expiry-as-text';
import fieldTwice from './attacks/field-twice';
import fiveSegments from './attacks/five-segments';
import floodAddress from './attacks/flood-address';
import floodEnrolment from './attacks/flood-enrolment';
import floodForgedForwardedFor from './attacks/flood-forged-forwarded-for';
import floodPublicPath from './attacks/flood-public-path';
import floodSensitivePath from './attacks/flood-sensitive-path';
import floodToken from './attacks/flood-token';
import forgedCertificateHeaders from './attacks/forged-certificate-headers';
import forgedEdgeHeaders from './attacks/forged-edge-headers';
import forgottenFile from './attacks/forgotten-file';
import formAsBody from './attacks/form-as-body';
import gatewayClientCertificate from './attacks/gateway-client-certificate';
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
import otherUsersSession from './attacks/other-users-session';
import otherUsersTransfer from './attacks/other-users-transfer';
import overdraft from './attacks/overdraft';
import partnerOtherScope from './attacks/partner-other-scope';
import pathOverLimit from './attacks/path-over-limit';
import personAsPartner from './attacks/person-as-partner';
import plainHttp from './attacks/plain-http';
import preflightOfAStranger from './attacks/preflight-of-a-stranger';
import proofMissing from './attacks/proof-missing';
import proofOfAnotherHost from './attacks/proof-of-another-host';
import proofOfAnotherToken from './attacks/proof-of-another-token';
import proofOfTomorrow from './attacks/proof-of-tomorrow';
import proofOld from './attacks/proof-old';
import proofOtherAddress from './attacks/proof-other-address';
import proofOtherKey from './attacks/proof-other-key';
import proofOtherMethod from './attacks/proof-other-method';
import proofReplayed from './attacks/proof-replayed';
import proofSecondKey from './attacks/proof-second-key';
import proofWithoutNonce from './attacks/proof-without-nonce';
import proofWithoutTokenHash from './attacks/proof-without-token-hash';
import prototypeKey from './attacks/prototype-key';
import publicParameter from './attacks/public-parameter';
import queryOverLimit from './attacks/query-over-limit';
import renewOtherDevice from './attacks/renew-other-device';
import renewRevoked from './attacks/renew-revoked';
import repeatedParameter from './attacks/repeated-parameter';
import replayFromAnotherSession from './attacks/replay-from-another-session';
import sessionEndedInUse from './attacks/session-ended-in-use';
import replayedTransfer from './attacks/replayed-transfer';
import restDefaultEndpoint from './attacks/rest-default-endpoint';
import restDefaultEndpointNoCertificate from './attacks/rest-default-endpoint-no-certificate';
import revokeOtherDevice from './attacks/revoke-other-device';
import stolenCertificate from './attacks/stolen-certificate';
import stolenToken from './attacks/stolen-token';
import strangerKey from './attacks/stranger-key';
import tls10 from './attacks/tls-1-0';
import tls11 from './attacks/tls-1-1';
import tokenInQuery from './attacks/token-in-query';
import tokenOtherCertificate from './attacks/token-other-certificate';
import unknownFilter from './attacks/unknown-filter';
import unknownRoute from './attacks/unknown-route';
import usersActions from './attacks/users-actions';
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
  clientSelfSigned,
  clientExpired,
  clientNotYetValid,
  clientSignedByClient,
  clientOtherProfile,
  clientNotForClients,
  clientHopCertificate,
  clientRevoked,
  csrAuthority,
  forgedEdgeHeaders,
  bodyOverLimit,
  queryOverLimit,
  pathOverLimit,
  floodAddress,
  floodSensitivePath,
  floodPublicPath,
  floodForgedForwardedFor,
  floodToken,
  forgedCertificateHeaders,
  enrolForgedHeaders,
  csrOneMegabyte,
  floodEnrolment,
  hugeToken,
  tokenInQuery,
  gatewayNoCertificate,
  gatewaySelfSigned,
  gatewayOtherAuthority,
  gatewayExpiredCertificate,
  gatewayForgedHeaders,
  defaultEndpoint,
  gatewayClientCertificate,
  unknownRoute,
  wrongMethod,
  burst,
  enrolOtherRoutes,
  bodyNotJson,
  restDefaultEndpoint,
  debugRoute,
  encodedPath,
  everyMethod,
  usersActions,
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
  partnerOtherScope,
  everyScope,
  enrolWithoutToken,
  enrolMissingScope,
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
  otherUsersSession,
  sessionEndedInUse,
  personAsPartner,
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
  clientNotForClientsRegional,
  clientAuthorityAsClient,
  clientSameName,
  stolenToken,
  stolenCertificate,
  tokenOtherCertificate,
  clientRevokedStale,
  clientRevokedInUse,
  csrBadSignature,
  csrRsa1024,
  csrP192,
  csrKeyReused,
  csrOtherName,
  csrOtherSubject,
  enrolAtTheApi,
  enrolOverLimit,
  renewRevoked,
  renewOtherDevice,
  revokeOtherDevice,
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
  unknownFilter,
  proofMissing,
  proofOfAnotherHost,
  proofOfAnotherToken,
  proofOfTomorrow,
  proofOld,
  proofOtherAddress,
  proofOtherKey,
  proofOtherMethod,
  proofReplayed,
  proofSecondKey,
  proofWithoutNonce,
  proofWithoutTokenHash,
];

/** The drills that make sense for a profile behind an ingress: those of its layers, and of these the ones meant for it. */
export function drillsOf({ profile, ingress, issuer }: System): Drill[] {
  const standing = layersOf(profile, ingress).map(({ name }) => name);
  return drills.filter(
    drill =>
      standing.includes(drill.layer) &&
      (drill.profiles?.includes(profile) ?? true) &&
      (drill.ingresses?.includes(ingress) ?? true) &&
      (drill.issuer ?? issuer) === issuer,
  );
}
