/**
 * Custom::PartnerCertificate: a certificate that the configuration declares for a partner is in the registry as long as it is
 * declared. Taken out of the configuration, it is revoked.
 *
 * Properties   FunctionName  the certificates function, which alone writes the registry
 *              ClientId      the partner's client
 *              Partner       its name
 *              Certificate   PEM
 * Ref          its SHA-256 thumbprint, lower-case hex: another certificate is another resource, and the old one is removed
 *
 * The role takes lambda:InvokeFunction on that function.
 */
import { region } from '../aws/clients';
import { invoke } from '../aws/invoke';
import { customResource } from '../custom-resource';
import { partnerCertificate } from './partner-certificate';

export const handler = customResource(partnerCertificate((name, event) => invoke(region(), name, event)));
