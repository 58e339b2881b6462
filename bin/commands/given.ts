import { layers, type LayerName, type Profile } from '../../lib/chain';
import { loadConfig } from '../../lib/config';
import { ablationOf } from '../../tools/drills/ablate';
import { UsageError } from './errors';
import { contextOf } from './synthesize';

/** What commands are given, looked at before what they need for their work is loaded: a mistake is answered in a fifth of the time. */

/** Context for the CDK app, and what is known of the environment that it names. */
export interface Given {
  readonly context: Readonly<Record<string, string>>;
  readonly profile: Profile;
}

/**
 * The `key=value` pairs of `-c`. Throws {@link UsageError}; ConfigError where the environment cannot be loaded.
 *
 * @public loaded by name in program.ts
 */
export function givenContext(pairs: readonly string[]): Given {
  const context = contextOf(pairs);
  return { context, profile: loadConfig(context['env'] ?? 'example').profile };
}

/**
 * The layers of `--without`, which people also separate by commas. Throws {@link UsageError}.
 *
 * @public loaded by name in program.ts
 */
export function givenLayers(texts: readonly string[]): readonly string[] {
  const named = texts.flatMap(text => text.split(','));
  const takes = layers.map(({ name }) => name as string).filter(name => ablationOf(name as LayerName) !== undefined);
  for (const name of named)
    if (!takes.includes(name)) throw new UsageError(`--without: got ${name}, takes one of: ${takes.join(', ')}`);
  return named;
}
