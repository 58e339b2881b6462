import { throttleOf } from '../facts/throttle';
import { missing, stands, unproven, weak, type Rule } from '../rule';

/** What API Gateway gives an account in a Region unless it is raised: a higher throttle throttles nothing. */
const account = { rate: 10_000, burst: 5_000 };

/** The route, or the stage it is served from, has a throttle; a route that is public, or takes callers without a certificate, by decision has one of its own. */
export const gatewayThrottled: Rule = {
  id: 'gateway/throttled',
  layer: 'gateway',
  reason:
    "Without a throttle one route may use up the account's whole request rate in the Region, and every other API with it.",
  fix: 'Set ThrottlingRateLimit and ThrottlingBurstLimit in RouteSettings or DefaultRouteSettings (HTTP API), or in MethodSettings (REST API). A usage plan does not count: it meters API keys.',
  check(path) {
    const { stage, api, route } = path;
    if (stage === undefined) return [missing(api.where, 'nothing here can throttle: there is no API Gateway stage')];
    const throttle = throttleOf(path);
    if (throttle === undefined)
      return [weak(stage.where, "neither the route nor its stage has a throttle, so the account's is all there is")];
    const { where, own, rate, burst, reason } = throttle;
    if (reason !== undefined) return [unproven(where, reason)];
    if (!positive(rate) || !positive(burst)) return [weak(where, 'not a rate over 0 and a burst over 0')];
    if (rate >= account.rate || burst >= account.burst)
      return [weak(where, `${rate} a second, bursts of ${burst}: no less than what a whole account may take`)];
    // Nobody needs a token, or a certificate, here: less than elsewhere holds a crowd back.
    if (route.publicReason !== undefined && !own)
      return [weak(where, 'the route is public and has no throttle of its own')];
    if (route.noCertificateReason !== undefined && !own)
      return [weak(where, 'the route takes callers without a certificate and has no throttle of its own')];
    return [stands(where, `${rate} a second, bursts of ${burst}`)];
  },
};

const positive = (value: number | undefined): value is number => value !== undefined && value > 0;
