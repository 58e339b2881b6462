import colors from 'picocolors';
import { enrolmentPath } from '../../lib/routes';
import type { OnAnswer } from '../../tools/drills/field';
import { described } from '../../tools/openapi/document';
import { observed } from '../../tools/openapi/observed';
import type { System } from '../../tools/local/system';

/** Holds what clients are answered against what docs/openapi.json says of such a system. */
export function answersOf({ profile, ingress }: System): {
  readonly onAnswer: OnAnswer;
  /** Answers that the document does not have. */
  readonly faults: () => readonly string[];
  readonly line: () => string;
} {
  const seen = observed(described({ profile, ingress, appLinks: {}, resourceServer: undefined }));
  return {
    onAnswer({ method = 'GET', path, door }, { status, headers, body }) {
      // Where nothing came there is no answer; and a preflight is asked by a browser, not by a client of the API.
      if (status === 0 || method === 'OPTIONS') return;
      const [contentType] = [headers['content-type']].flat();
      seen.see(method, door === 'enrol' ? `${enrolmentPath}${path}` : path, { status, contentType, body });
    },
    faults: () => seen.faults(),
    line() {
      const { seen: some, documented } = seen.counts();
      const said = `answers: ${some} of the ${documented} in the document were given`;
      return seen.faults().length === 0
        ? colors.green(`${said}, and no other`)
        : colors.red(`${said}, and others that are not in it`);
    },
  };
}
