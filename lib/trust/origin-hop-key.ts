import type { Construct } from 'constructs';
import type { Config } from '../config';
import { names } from '../names';
import { AuthorityKey } from './authority-key';

export interface OriginHopKeyProps {
  readonly config: Config;
  readonly generation: string;
}

/** The signing key of one generation of the origin-hop CA: whoever signs with it can pass as our edge. */
export class OriginHopKey extends AuthorityKey {
  readonly generation: string;

  constructor(scope: Construct, id: string, { config, generation }: OriginHopKeyProps) {
    const { keyAlias, originCaRole, originLeafRole } = names(config);
    super(scope, id, {
      config,
      description: `${config.prefix}: signs origin-hop certificates, generation ${generation}`,
      aliasName: keyAlias(generation),
      sid: 'SignOriginHopCertificates',
      signers: [originCaRole, originLeafRole],
      readers: [originCaRole, originLeafRole],
    });
    this.generation = generation;
  }
}
