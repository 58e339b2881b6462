/** The files under docs/ and the environments whose routes they describe: one for each kind of client. */
export const documents: Readonly<Record<string, string>> = {
  'openapi.json': 'example',
  'openapi.managed.json': 'managed-edge',
  'openapi.partner.json': 'partner-edge',
};
