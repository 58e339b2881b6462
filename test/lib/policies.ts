import { ofType, type Template } from '../assembly';
import { get } from './paths';

/** A statement of a policy, with its lists always lists. */
export interface Statement {
  Effect: string;
  Action: unknown[];
  Resource: unknown[];
  Principal?: unknown;
  Condition?: Record<string, Record<string, unknown>>;
}

const listed = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

/** The statements of a policy document, as written but for their lists. */
export const statements = (document: unknown): Statement[] =>
  listed(get(document, 'Statement')).map(statement => ({
    ...(statement as Statement),
    Action: listed(get(statement, 'Action')),
    Resource: listed(get(statement, 'Resource')),
  }));

/** Every statement attached to the role whose logical id begins with this name; logical ids have no hyphens. */
export const rightsOf = (from: Template, role: string): Statement[] =>
  ofType(from, 'AWS::IAM::Policy')
    .filter(({ Properties }) => JSON.stringify(Properties.Roles).includes(`"Ref":"${role.replaceAll('-', '')}`))
    .flatMap(({ Properties }) => statements(Properties.PolicyDocument));

/** Adds a statement to every policy of the template, as someone in a hurry would. */
export function allow(within: Template, statement: { Action: string | string[]; Resource: unknown }): void {
  for (const { Properties } of ofType(within, 'AWS::IAM::Policy'))
    (get(Properties, 'PolicyDocument.Statement') as unknown[]).push({ Effect: 'Allow', ...statement });
}
