import type { RegionalConfig } from '../config';

/**
 * TLS of the domain and of the API behind it. Without mutual TLS: 1.2 and 1.3, forward secrecy, post-quantum key exchange, and STRICT, so that
 * SNI and Host must name the same. API Gateway takes mutual TLS with none of those policies: there it is TLS_1_2, which accepts
 * 1.2 and 1.3.
 */
export const tlsOf = ({ profile }: RegionalConfig): { securityPolicy: string; endpointAccessMode?: string } =>
  profile === 'consumer'
    ? { securityPolicy: 'SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09', endpointAccessMode: 'STRICT' }
    : { securityPolicy: 'TLS_1_2' };
