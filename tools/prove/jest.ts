import { proveTemplates, render, type Input, type ProveOptions, type Report } from './index';

/**
 * `expect(template).toHaveDefenseInDepth({ profile })`: every route of a template, an assembly or a list of both has every
 * layer, on every path. Importing this file adds the matcher to a global `expect`; elsewhere, give it to `expect.extend`.
 */

export interface DefenseInDepthOptions extends ProveOptions {
  /** Only these routes, by key: `GET /accounts`. Every one of them has to be there. */
  readonly routes?: readonly string[];
}

/** Throws an error whose message is the proof, unless every route is complete. Gives the proof. */
export function assertDefenseInDepth(template: Input | readonly Input[], options: DefenseInDepthOptions = {}): Report {
  const report = proveTemplates(template, options);
  const { pass, message } = judge(report, options);
  if (!pass) throw new Error(message());
  return report;
}

interface Judgement {
  readonly pass: boolean;
  readonly message: () => string;
}

/** The matcher itself, for `expect.extend({ toHaveDefenseInDepth })`. */
export function toHaveDefenseInDepth(received: unknown, options: DefenseInDepthOptions = {}): Judgement {
  return judge(proveTemplates(received as Input | readonly Input[], options), options);
}

function judge(report: Report, { routes: asked }: DefenseInDepthOptions): Judgement {
  if (asked === undefined)
    return {
      pass: report.verdict === 'complete',
      message: () =>
        report.verdict === 'complete'
          ? `every route has defence in depth:\n\n${render(report, 'table')}`
          : `not every route has defence in depth:\n\n${render(report, 'table')}`,
    };
  const absent = asked.filter(key => !report.routes.some(({ route }) => route === key));
  const routes = report.routes.filter(({ route }) => asked.includes(route));
  const findings = report.findings.filter(({ on }) => on.some(({ route }) => asked.includes(route)));
  const pass = absent.length === 0 && routes.every(({ verdict }) => verdict === 'complete' || verdict === 'public');
  return {
    pass,
    message: () =>
      absent.length > 0
        ? `no route ${absent.join(', ')} in these templates; they have: ${report.routes.map(({ route }) => route).join(', ')}`
        : `${pass ? 'these routes have' : 'not every one of these routes has'} defence in depth:\n\n${render({ ...report, routes, findings }, 'table')}`,
  };
}

const expect = Reflect.get(globalThis, 'expect') as { extend(matchers: object): void } | undefined;
expect?.extend({ toHaveDefenseInDepth });

declare global {
  namespace jest {
    interface Matchers<R> {
      /** Every route has every layer its profile asks for, on every path from the internet. */
      toHaveDefenseInDepth(options?: DefenseInDepthOptions): R;
    }
  }
}

declare module 'expect' {
  interface Matchers<R extends void | Promise<void>> {
    /** Every route has every layer its profile asks for, on every path from the internet. */
    toHaveDefenseInDepth(options?: DefenseInDepthOptions): R;
  }
}
