/** Loaded when there is a certificate to look at: most environments have none in their folders, and it takes a tenth of a synth. */
export const x509 = () => require('../../lambda/x509') as typeof import('../../lambda/x509');
