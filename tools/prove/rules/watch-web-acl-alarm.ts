import { alarmProblem } from '../facts/alarm-problem';
import type { Watched } from '../facts/alarms';
import { aclsAround, alarmsAround } from '../facts/around';
import { subjectOf } from '../facts/subjects';
import type { Model, Resource } from '../model';
import { stands, weak, type Rule } from '../rule';

/** Somebody is told when the web ACL blocks, whichever of its rules does. */
export const watchWebAclAlarm: Rule = {
  id: 'watch/web-acl-alarm',
  layer: 'watch',
  reason: 'A web ACL that blocks says that somebody tries. While it still holds is the time to look.',
  fix: 'Alarm on BlockedRequests of AWS/WAFV2 by WebACL (its metric name) and Rule ALL, with Region for a REGIONAL web ACL and without for a CLOUDFRONT one, which wants us-east-1.',
  check(path, context) {
    const alarms = alarmsAround(path, context).filter(alarm => alarmProblem(alarm, context) === undefined);
    return aclsAround(path, context).map(acl => {
      const alarm = alarms.find(({ watched }) => watched.some(metric => isOf(metric, acl, context.model)));
      return alarm === undefined
        ? weak({ resource: acl }, 'nobody is told when it blocks: no alarm on all of its BlockedRequests works')
        : stands({ resource: alarm.resource }, 'tells when it blocks');
    });
  },
};

function isOf(metric: Watched, acl: Resource, model: Model): boolean {
  const all = metric.name === 'BlockedRequests' && metric.dimensions.get('Rule') === 'ALL';
  const subject = all ? subjectOf(model, metric) : undefined;
  return subject !== undefined && 'resource' in subject && subject.resource === acl;
}
