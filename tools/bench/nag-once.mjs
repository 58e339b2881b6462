import { App, DefaultStackSynthesizer, Stack, Validations } from 'aws-cdk-lib';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { AwsSolutionsChecks } from 'cdk-nag';

// cdk-nag over templates, as plain JavaScript for plain node: `nag-once.mjs <output> <template…>`. It reads constructs, so each
// template becomes a stack again; what it finds is in <output>/validation-report.json.
const [outdir, ...templates] = process.argv.slice(2);
const app = new App({ outdir });
for (const [i, templateFile] of templates.entries()) {
  const synthesizer = new DefaultStackSynthesizer({ generateBootstrapVersionRule: false });
  new CfnInclude(new Stack(app, `stack-${i}`, { synthesizer }), 'template', { templateFile });
}
Validations.of(app).addPlugins(new AwsSolutionsChecks());
app.synth();
