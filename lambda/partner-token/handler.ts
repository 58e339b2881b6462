import { documentClient } from '../guard/store';
import { partnerToken } from './logic';
import { certificatesIn } from './store';

const variable = (name: 'CERTIFICATES_TABLE' | 'CERTIFICATES_BY_OWNER'): string => {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`environment: ${name}: got nothing, takes a name`);
  return value;
};

export const handler = partnerToken({
  certificates: certificatesIn(documentClient(), variable('CERTIFICATES_TABLE'), variable('CERTIFICATES_BY_OWNER')),
});
