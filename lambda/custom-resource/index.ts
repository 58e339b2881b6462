import { setTimeout as sleep } from 'node:timers/promises';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { respond, type Answer } from './respond';

export { integer, optionalList, text, type Properties } from './properties';

/** What is made or changed. The same change may come twice: Lambda repeats a failed asynchronous call, with the same request. */
export interface Change {
  readonly properties: Readonly<Record<string, unknown>>;
  /** Identifies the resource across its whole life: its stack (ARN) and its logical id in that stack. */
  readonly stackId: string;
  readonly logicalId: string;
  /** Absent on a create. */
  readonly physicalId?: string;
  /** Aborted when the answer must go out: every call to AWS takes it, so nothing goes on behind CloudFormation's back. */
  readonly signal: AbortSignal;
}

export interface Removal extends Change {
  readonly physicalId: string;
  /** Milliseconds the removal may still take. */
  timeLeft(): number;
}

interface Applied {
  /** `Ref`. When an update gives another one, CloudFormation asks to remove the old one once the update has succeeded. */
  readonly physicalId: string;
  /** `Fn::GetAtt`. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface CustomResource {
  /** Makes the resource be as its properties say, whatever is there already: create, update and rollback are one thing. */
  apply(change: Change): Promise<Applied>;
  /** Gives what a person should know: what was left, and why. Also called for what a failed create left behind. */
  remove(removal: Removal): Promise<string>;
}

/** How long a denial by AWS is tried again, and with what pause. */
export interface Patience {
  readonly forMs: number;
  readonly pauseMs: number;
}

/** What this needs of Lambda's context. */
interface Clock {
  getRemainingTimeInMillis(): number;
}

type Handler = (event: CloudFormationCustomResourceEvent, context: Clock) => Promise<void>;

/** Time kept for the answer itself: without one, CloudFormation waits for an hour. */
const answerMs = 8_000;

/** Physical id of what was never made: a failed create is followed by a delete of whatever id it answered with. */
const neverMade = (logicalId: string): string => `${logicalId}:never-made`;

/**
 * Turns a resource into a Lambda handler that speaks CloudFormation's custom-resource protocol: whatever happens, including
 * a thrown error and time running out, one answer goes to the ResponseURL. That URL lets anyone answer for this stack, so
 * neither it nor the event that carries it is ever logged.
 */
export function customResource(
  resource: CustomResource,
  patience: Patience = { forMs: 30_000, pauseMs: 3_000 },
): Handler {
  return async (event, context) => {
    const budget = Math.max(0, context.getRemainingTimeInMillis() - answerMs);
    const controller = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const timeUp = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new Error(`not finished after ${Math.round(budget / 1000)} s; the function takes a longer timeout`));
        controller.abort();
      }, budget);
    });
    let answer: Answer;
    try {
      const running = run(patient(resource, patience), event, controller.signal, context);
      answer = await Promise.race([running, timeUp]);
    } catch (error) {
      answer = { Status: 'FAILED', PhysicalResourceId: physicalIdOf(event), Reason: oneLine(error) };
    } finally {
      clearTimeout(timer);
    }
    log(event, answer);
    await respond(event, answer);
  };
}

/**
 * A role's policy is made seconds before its function is first called, and IAM takes longer than that to know it everywhere:
 * a denial is believed only when it lasts.
 */
const patient = (resource: CustomResource, { forMs, pauseMs }: Patience): CustomResource => ({
  ...resource,
  async apply(change) {
    const until = Date.now() + forMs;
    for (;;) {
      try {
        return await resource.apply(change);
      } catch (error) {
        const denied = error instanceof Error && error.name.startsWith('AccessDenied');
        if (!denied || Date.now() + pauseMs > until) throw error;
        await sleep(pauseMs, undefined, { signal: change.signal });
      }
    }
  },
});

async function run(
  resource: CustomResource,
  event: CloudFormationCustomResourceEvent,
  signal: AbortSignal,
  clock: Clock,
): Promise<Answer> {
  const change: Change = {
    properties: event.ResourceProperties,
    stackId: event.StackId,
    logicalId: event.LogicalResourceId,
    signal,
  };
  switch (event.RequestType) {
    case 'Create':
      return succeeded(await resource.apply(change));
    case 'Update':
      return succeeded(await resource.apply({ ...change, physicalId: event.PhysicalResourceId }));
    case 'Delete': {
      const physicalId = event.PhysicalResourceId;
      const timeLeft = () => clock.getRemainingTimeInMillis() - answerMs;
      const Reason = await resource.remove({ ...change, physicalId, timeLeft });
      return { Status: 'SUCCESS', PhysicalResourceId: physicalId, Reason };
    }
  }
}

const succeeded = ({ physicalId, attributes }: Applied): Answer => ({
  Status: 'SUCCESS',
  PhysicalResourceId: physicalId,
  Data: attributes,
});

const physicalIdOf = (event: CloudFormationCustomResourceEvent): string =>
  event.RequestType === 'Create' ? neverMade(event.LogicalResourceId) : event.PhysicalResourceId;

function oneLine(error: unknown): string {
  if (!(error instanceof Error)) return String(error).replaceAll(/\s+/g, ' ');
  const name = error.name === 'Error' ? '' : `${error.name}: `;
  return `${name}${error.message}`.replaceAll(/\s+/g, ' ');
}

function log({ RequestType, LogicalResourceId, RequestId }: CloudFormationCustomResourceEvent, answer: Answer): void {
  const { Status, PhysicalResourceId, Reason } = answer;
  const level = Status === 'SUCCESS' ? 'INFO' : 'ERROR';
  const line = { level, message: 'custom resource', RequestType, LogicalResourceId, RequestId };
  console.log(JSON.stringify({ ...line, Status, PhysicalResourceId, Reason }));
}
