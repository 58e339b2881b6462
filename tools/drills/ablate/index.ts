import type { LayerName } from '../../../lib/chain';
import type { Ablation } from '../types';
import auth from './auth';
import clientMtls from './client-mtls';
import gateway from './gateway';
import originMtls from './origin-mtls';
import service from './service';
import tls from './tls';
import waf from './waf';
import watch from './watch';

/** The named edit of every layer that is provisioned, in the order a request meets them. */
export const ablations: readonly Ablation[] = [tls, clientMtls, waf, originMtls, gateway, auth, service, watch];

export const ablationOf = (layer: LayerName): Ablation | undefined =>
  ablations.find(ablation => ablation.layer === layer);
