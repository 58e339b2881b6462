import type * as z from 'zod';
import type { CallDetails, Caller, Owned, Reply } from './call';
import type { Contract } from './contract';
import type { Problem } from './problem';

/** What an operation gives; its status stands in the contract. */
export type Done<B = unknown> = Omit<Reply, 'status' | 'body'> & { readonly body: B };

/** What a call is about. The policy stage reads it, once, and hands it to the operation if the policies permit. */
export interface Resource<I = unknown, R extends Owned = Owned> {
  /** Its type in lambda/policies/schema.cedarschema. */
  readonly type: string;
  id(input: I, caller: Caller): string;
  /** `undefined` where there is no such thing. */
  load(input: I, caller: Caller): Promise<R | undefined>;
  /** The one answer for what does not exist and for what is another's. */
  hidden(input: I): Problem;
  /**
   * What the policies need to know of the input, beyond who calls and what about. Where there is such a thing, `{}` included, they are told
   * as well how long ago the person signed in.
   */
  context?(input: I): Readonly<Record<string, number>>;
}

/** What a route does. */
export interface Operation {
  readonly contract: Contract;
  /** Absent on a public route, whose answer is anybody's. */
  readonly resource?: Resource;
  run(input: unknown, known: CallDetails & { readonly caller?: Caller; readonly resource?: Owned }): Promise<Done>;
}

/** Of a caller, about something: a contract, where to read the thing, and the one function it calls. */
export const operation = <I extends z.ZodObject, B extends z.ZodType, R extends Owned>(
  contract: Contract<I, B>,
  resource: Resource<z.output<I>, R>,
  run: (
    input: z.output<I>,
    known: CallDetails & { readonly caller: Caller; readonly resource: R },
  ) => Promise<Done<z.input<B>>>,
): Operation => ({
  contract,
  // The schema stage parsed exactly this operation's input, and the policy stage read exactly this resource.
  resource,
  run: async (parsed, { caller, resource: read, ...details }) => {
    if (caller === undefined || read === undefined) throw new Error('operation: it has no caller, or no resource');
    return run(parsed as z.output<I>, { ...details, caller, resource: read as R });
  },
});

/** Of anybody: a row with `auth: null` and a reason. */
export const publicOperation = <I extends z.ZodObject, B extends z.ZodType>(
  contract: Contract<I, B>,
  run: (input: z.output<I>, details: CallDetails) => Promise<Done<z.input<B>>>,
): Operation => ({ contract, run: (parsed, details) => run(parsed as z.output<I>, details) });

/** Everything the caller has, for lists: it is the caller's own by definition, so only policies on who calls can refuse it. */
export const ownWallet: Resource = {
  type: 'Wallet',
  id: (_input, { sub }) => sub,
  load: async (_input, { sub }) => ({ owner: sub }),
  hidden: () => {
    throw new Error('ownWallet: the wallet of the caller is there');
  },
};
