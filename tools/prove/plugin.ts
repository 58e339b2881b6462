import type {
  IPolicyValidationContext,
  IPolicyValidationPlugin,
  PolicyValidationPluginReport,
  PolicyViolatingResource,
  PolicyViolation,
} from 'aws-cdk-lib/core';
import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { proveTemplates, rules, type Finding, type ProveOptions } from './index';

/**
 * Proves the app's own templates while it is synthesized: `Validations.of(app).addPlugins(new DefenseInDepth({ profile }))`.
 * A gap ends the synth. So does what cannot be proved: a waiver of the policy, with reason and expiry, is the way to accept it.
 */
export class DefenseInDepth implements IPolicyValidationPlugin {
  readonly name = 'portcullis-prove';
  readonly ruleIds: string[] = rules.map(({ id }) => id);
  readonly #options: ProveOptions;

  constructor(options: ProveOptions = {}) {
    this.#options = options;
  }

  validate({ templatePaths }: IPolicyValidationContext): PolicyValidationPluginReport {
    const { findings, verdict } = proveTemplates(inputsOf(templatePaths), this.#options);
    return { success: verdict === 'complete', violations: findings.map(violationOf) };
  }
}

/** The assemblies that hold these templates: their manifests know Regions, names and nested stacks. */
function inputsOf(templatePaths: readonly string[]): readonly string[] {
  const directories = [...new Set(templatePaths.map(path => dirname(resolve(path))))];
  if (!directories.every(directory => existsSync(join(directory, 'manifest.json')))) return templatePaths;
  // A stage's assembly lies inside its app's, which reads it with the rest.
  return directories.filter(
    inner => !directories.some(outer => outer !== inner && !relative(outer, inner).startsWith('..')),
  );
}

function violationOf({ rule, says, reason, fix, status, at, on, through }: Finding): PolicyViolation {
  const routes = on.flatMap(({ route }) => (route === '' ? [] : [route]));
  const resource: PolicyViolatingResource = {
    ...(at.logicalId === undefined ? {} : { resourceLogicalId: at.logicalId }),
    ...(at.file === undefined ? {} : { templatePath: resolve(at.file) }),
    locations: at.property === undefined ? [] : [`Properties.${at.property}`],
  };
  return {
    ruleName: rule,
    description: `${says}. ${reason}`,
    fix,
    // The CDK lets anybody acknowledge an error, without an end. Accepting a gap takes a waiver, which has one.
    severity: 'fatal',
    ruleMetadata: { status, routes: routes.join(', '), through: through.join(', ') },
    violatingResources: [resource],
  };
}
