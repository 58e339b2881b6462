import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The code of a function that runs inside CloudFront. It is written into the template, so that it can be read, reviewed and run from there. */
export const functionCode = (file: string): string => readFileSync(join(__dirname, 'functions', file), 'utf8');
