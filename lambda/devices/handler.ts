import * as z from 'zod';
import { region } from '../aws/clients';
import { invoke } from '../aws/invoke';
import { takes } from '../guard/contract';
import { fromEnvironment, readEnvironment } from '../guard/environment';
import { guard } from '../guard/guard';
import { unavailable } from '../guard/problem';
import { documentClient } from '../guard/store';
import { cedar } from '../policies/cedar';
import type { CertificatesAnswer } from '../certificates/protocol';
import { enrolmentPolicies, type EnrolmentPolicyName } from './enrolment';
import { operations } from './operations';
import { routes } from './routes';
import { deviceStore } from './store';

const policyNames = Object.keys(enrolmentPolicies) as [EnrolmentPolicyName, ...EnrolmentPolicyName[]];

const environment = readEnvironment({
  CERTIFICATES_FUNCTION: takes('the name of the certificates function', z.string().regex(/^[\w-]{1,64}$/)),
  // In a system without an enrolment door nothing asks for it.
  ENROLMENT: takes(`one of: ${policyNames.join(', ')}`, z.enum(policyNames)).default('refused'),
});
const client = documentClient();
const { CERTIFICATES_TABLE: table } = environment;
if (table === undefined) throw new Error('environment: PROFILE: got one without certificates, takes managed');

export const handler = guard({
  ...fromEnvironment(environment, client),
  policy: { authorizer: cedar() },
  routes,
  operations: operations({
    store: deviceStore(client, table),
    ask: async request => {
      const answer = await invoke(region(), environment.CERTIFICATES_FUNCTION, request).catch((error: unknown) => {
        throw unavailable('certificates_unavailable', error);
      });
      // Its own code made it; protocol.ts is the type of both ends.
      return answer as CertificatesAnswer;
    },
    policy: enrolmentPolicies[environment.ENROLMENT],
  }),
});
