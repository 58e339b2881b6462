import { pathToFileURL } from 'node:url';
import { isAbsolute } from 'node:path';
import type { Location } from '../lines';
import { rules } from '../rules';
import { absence, notices } from './notices';
import type { Finding, Occurrence, Report } from './types';
import { severities } from './words';

/** SARIF 2.1.0 (OASIS), for code scanning: one result for each route a finding is on, so that each opens and closes by itself. */
export function sarif(report: Report): object {
  const found = [...report.findings, ...report.waived];
  const described = descriptors(found);
  const index = new Map(described.map(({ id }, i) => [id, i]));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'portcullis prove',
            // Code scanning takes a version of three numbers.
            semanticVersion: '0.1.0',
            rules: described,
          },
        },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { SRCROOT: { description: { text: 'the directory the proof was run in' } } },
        results: found.flatMap(finding =>
          finding.on.map(occurrence => resultOf(finding, occurrence, index.get(finding.rule) ?? -1)),
        ),
        properties: { verdict: report.verdict, profile: report.profile, ...report.summary },
      },
    ],
  };
}

function descriptors(found: readonly Finding[]): { readonly id: string }[] {
  const absences = found.filter(({ rule }) => rule.endsWith('/absent')).map(({ layer = '' }) => absence(layer));
  const all = [...rules, ...Object.values(notices), ...absences];
  return [...new Map(all.map(rule => [rule.id, rule])).values()].map(({ id, reason, fix }) => ({
    id,
    name: id.replaceAll(/(?:^|[/-])([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: reason },
    fullDescription: { text: reason },
    help: { text: fix },
    properties: { tags: ['security'] },
  }));
}

function resultOf(finding: Finding, { route, api, fingerprint, known }: Occurrence, ruleIndex: number): object {
  const { rule, status, says, at, fix, through, waiver } = finding;
  const on = route === '' ? '' : ` (${route}${through.length === 0 ? '' : ` through ${through.join(', ')}`})`;
  const [place, ...related] = placesOf(at);
  return {
    ruleId: rule,
    ruleIndex,
    level: status === 'unproven' ? 'warning' : 'error',
    rank: 100 - severities.indexOf(status) * 25,
    message: { text: `${says}${on}. ${fix}` },
    ...(place === undefined ? {} : { locations: [{ ...place, logicalLocations: logicalOf(at) }] }),
    ...(related.length === 0 ? {} : { relatedLocations: related.map((other, id) => ({ id, ...other })) }),
    partialFingerprints: { 'portcullis/v1': fingerprint },
    ...(known === undefined ? {} : { baselineState: 'unchanged' }),
    ...(waiver === undefined
      ? {}
      : {
          suppressions: [
            {
              kind: 'external',
              status: 'accepted',
              justification: `${waiver.reason} (waiver ${waiver.id}, until ${waiver.expires})`,
            },
          ],
        }),
    properties: { status, ...(api === '' ? {} : { api, route }) },
  };
}

/** The app's own line first: templates are rarely kept in the repository, and code scanning shows what is. */
function placesOf({ file, line, code }: Location): readonly { readonly physicalLocation: object }[] {
  const places = [code, file === undefined ? undefined : { file, line: line ?? 1 }];
  return places.flatMap(place =>
    place === undefined
      ? []
      : [{ physicalLocation: { artifactLocation: uriOf(place.file), region: { startLine: place.line } } }],
  );
}

const uriOf = (file: string): object =>
  isAbsolute(file)
    ? { uri: pathToFileURL(file).href }
    : { uri: file.split('/').map(encodeURIComponent).join('/'), uriBaseId: 'SRCROOT' };

function logicalOf({ stack, logicalId, property, constructPath }: Location): readonly object[] {
  if (logicalId === undefined) return [];
  const name = [logicalId, property].filter(Boolean).join('.');
  return [
    { fullyQualifiedName: `${stack ?? ''}/${name}`, name: logicalId, kind: 'resource' },
    ...(constructPath === undefined ? [] : [{ fullyQualifiedName: constructPath, kind: 'object' }]),
  ];
}
