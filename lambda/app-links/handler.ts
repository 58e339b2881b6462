import * as z from 'zod';
import { takes } from '../guard/contract';
import { fromEnvironment, readEnvironment } from '../guard/environment';
import { guard } from '../guard/guard';
import { documentClient } from '../guard/store';
import { operations } from './operations';
import { routes } from './routes';
import { appLinks } from './schemas';

const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue('JSON');
    return z.NEVER;
  }
});

const environment = readEnvironment({
  APP_LINKS: takes('the appLinks of the configuration, as JSON', json.pipe(appLinks)),
});

export const handler = guard({
  ...fromEnvironment(environment, documentClient()),
  policy: { check: null, reason: 'Every route of this service is public, and its answers are the same for all.' },
  routes,
  operations: operations(environment.APP_LINKS),
});
