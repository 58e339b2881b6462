import { target } from '../marks';
import type { Model, Resource } from '../model';
import { grouped, oncePer } from './once-per';

const byAcl = oncePer((model: Model) =>
  grouped(model.ofType('AWS::WAFv2::LoggingConfiguration'), log => target(model, model.properties(log)['ResourceArn'])),
);

/** The logging configuration of a web ACL; it can have one. */
export const aclLogOf = (model: Model, acl: Resource): Resource | undefined => byAcl(model).get(acl)?.[0];
