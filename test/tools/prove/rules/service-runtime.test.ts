import { serviceRuntime } from '../../../../tools/prove/rules/service-runtime';
import { describeRule } from './watched';

const property = 'Function Runtime';

describeRule(serviceRuntime, [
  ['stands: a runtime that gets patches', {}, `stands ${property}`],
  ['stands: a runtime newer than the table', { 'Function.Runtime': 'python3.15' }, `stands ${property}`],
  ['says nothing: an image brings its own', { 'Function.PackageType': 'Image', 'Function.Runtime': undefined }],
  ['weak: a runtime past its end', { 'Function.Runtime': 'nodejs16.x' }, `weak ${property}`],
  ['weak: Amazon Linux 2 without a language', { 'Function.Runtime': 'provided.al2' }, `weak ${property}`],
  ['weak: no runtime of Lambda', { 'Function.Runtime': 'nodejs24' }, `weak ${property}`],
  ['weak: none', { 'Function.Runtime': undefined }, `weak ${property}`],
  ['unproven: a parameter without a value', { 'Function.Runtime': { Ref: 'P' } }, `unproven ${property}`],
]);
