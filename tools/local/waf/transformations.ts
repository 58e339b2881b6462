import { createHash } from 'node:crypto';
import { LocalError } from '../types';

type Transform = (text: string) => string;

const charFromCode = (code: number): string => String.fromCharCode(code & 0xff);

const urlDecode: Transform = text =>
  text.replaceAll(/\+|%([0-9a-fA-F]{2})/g, (_, hex?: string) =>
    hex === undefined ? ' ' : charFromCode(Number.parseInt(hex, 16)),
  );

const entities: Readonly<Record<string, string>> = { quot: '"', nbsp: '\u00a0', lt: '<', gt: '>' };

const htmlEntityDecode: Transform = text =>
  text.replaceAll(
    /&(?:#x([0-9a-fA-F]+)|#(\d+)|(quot|nbsp|lt|gt));/g,
    (_, hex?: string, decimal?: string, name = '') => {
      if (hex !== undefined) return charFromCode(Number.parseInt(hex, 16));
      if (decimal !== undefined) return charFromCode(Number.parseInt(decimal, 10));
      return entities[name as string] ?? '';
    },
  );

/** Decodes as far as the text is Base64; the rest is dropped, as a strict decoder would. */
const base64Decode: Transform = text => {
  const [valid = ''] = /^[A-Za-z0-9+/]*={0,2}/.exec(text) ?? [];
  return Buffer.from(valid, 'base64').toString('latin1');
};

/** Removes `//`, `/./` and `/x/../`; a `..` that climbs above the start stays, as WAF leaves it. */
const normalizePath: Transform = text => {
  const absolute = text.startsWith('/');
  const kept: string[] = [];
  for (const segment of text.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..' && kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else kept.push(segment);
  }
  const trailing = /(?:^|\/)\.{0,2}$/.test(text) && kept.length > 0 && kept.at(-1) !== '..' ? '/' : '';
  return `${absolute ? '/' : ''}${kept.join('/')}${trailing}`;
};

const commandLine: Transform = text =>
  text
    .replaceAll(/[\\"'^]/g, '')
    .replaceAll(/[,;]/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ (?=[/(])/g, '')
    .toLowerCase();

/** The transformations of the WAF developer guide that are modelled, by the name a rule gives them. */
const transforms: Readonly<Record<string, Transform>> = {
  NONE: text => text,
  // WAF lowers A to Z only; toLowerCase would also touch the latin1 letters that stand for bytes here.
  LOWERCASE: text => text.replaceAll(/[A-Z]+/g, letters => letters.toLowerCase()),
  UPPERCASE: text => text.replaceAll(/[a-z]+/g, letters => letters.toUpperCase()),
  URL_DECODE: urlDecode,
  HTML_ENTITY_DECODE: htmlEntityDecode,
  COMPRESS_WHITE_SPACE: text => text.replaceAll(/[ \f\t\n\r\v\u00a0]+/g, ' '),
  BASE64_DECODE: base64Decode,
  BASE64_DECODE_EXT: text => Buffer.from(text, 'base64').toString('latin1'),
  HEX_DECODE: text => Buffer.from(text, 'hex').toString('latin1'),
  REMOVE_NULLS: text => text.replaceAll('\0', ''),
  REPLACE_NULLS: text => text.replaceAll('\0', ' '),
  REPLACE_COMMENTS: text => text.replaceAll(/\/\*(?:[^*]|\*(?!\/))*(?:\*\/)?/g, ' '),
  NORMALIZE_PATH: normalizePath,
  NORMALIZE_PATH_WIN: text => normalizePath(text.replaceAll('\\', '/')),
  CMD_LINE: commandLine,
  MD5: text => createHash('md5').update(text, 'latin1').digest().toString('latin1'),
};

export interface Transformation {
  readonly Priority: number;
  readonly Type: string;
}

/** One function for a list of transformations, lowest priority first. */
export function compileTransformations(list: readonly Transformation[], where: string): Transform {
  const steps = [...list]
    .sort((a, b) => a.Priority - b.Priority)
    .map(({ Type }) => {
      const step = transforms[Type];
      if (step === undefined)
        throw new LocalError(
          `${where}: got text transformation ${Type}, takes one of: ${Object.keys(transforms).join(', ')}`,
        );
      return step;
    });
  return text => steps.reduce((value, step) => step(value), text);
}
