import { markdown } from './markdown';
import { sarif } from './sarif';
import { table } from './table';
import type { Report } from './types';

export const formats = ['table', 'json', 'sarif', 'markdown'] as const;
export type Format = (typeof formats)[number];

/** A report as text. Colours are for terminals. */
export function render(report: Report, format: Format, { color = false }: { readonly color?: boolean } = {}): string {
  switch (format) {
    case 'table':
      return table(report, { color });
    case 'json':
      return `${JSON.stringify(report, null, 2)}\n`;
    case 'sarif':
      return `${JSON.stringify(sarif(report), null, 2)}\n`;
    case 'markdown':
      return markdown(report);
  }
}
