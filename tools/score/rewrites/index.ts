import { conditions } from './conditions';
import { extras } from './extras';
import { files } from './files';
import { iam } from './iam';
import { intrinsics } from './intrinsics';
import { literals } from './literals';
import { merges } from './merges';
import { names } from './names';
import { order } from './order';
import { parameters } from './parameters';
import { scalars } from './scalars';
import { splits } from './splits';
import type { Rewrite } from './rewrite';

/** Every harmless rewrite. */
export const rewrites: readonly Rewrite[] = [
  ...names,
  ...order,
  ...scalars,
  ...intrinsics,
  ...conditions,
  ...parameters,
  ...splits,
  ...merges,
  ...files,
  ...iam,
  ...extras,
  ...literals,
];
