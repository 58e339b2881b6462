import { alarmProblem } from '../facts/alarm-problem';
import { alarmsAround } from '../facts/around';
import { subjectOf } from '../facts/subjects';
import { attachedTo } from '../facts/web-acl';
import { stands, weak, type Rule } from '../rule';

/** Somebody is told when the web ACL blocks. */
export const watchWebAclAlarm: Rule = {
  id: 'watch/web-acl-alarm',
  layer: 'watch',
  reason: 'A web ACL that blocks says that somebody tries. While it still holds is the time to look.',
  fix: 'Alarm on BlockedRequests of AWS/WAFV2 by WebACL and Rule (the metric names), with Region for a REGIONAL web ACL and without for a CLOUDFRONT one, which wants us-east-1.',
  check(path, context) {
    const acl = attachedTo(path, context)?.acl;
    if (acl === undefined) return [];
    const alarm = alarmsAround(path, context).find(
      candidate =>
        candidate.watched.some(metric => {
          const subject = metric.name === 'BlockedRequests' ? subjectOf(context.model, metric) : undefined;
          return subject !== undefined && 'resource' in subject && subject.resource === acl;
        }) && alarmProblem(candidate, context) === undefined,
    );
    return [
      alarm === undefined
        ? weak({ resource: acl }, 'nobody is told when it blocks: no alarm on its BlockedRequests works')
        : stands({ resource: alarm.resource }, 'tells when it blocks'),
    ];
  },
};
