import { prove } from '../prove/proof';
import { profilePolicy } from '../prove/policy';
import { read } from '../prove/read';
import { rules } from '../prove/rules';

/** Proves one assembly in a process of its own, and prints what that took. */
const [directory = ''] = process.argv.slice(2);
const before = process.cpuUsage();
const began = performance.now();
const { routes } = prove(read([directory]), profilePolicy('consumer'), rules);
const ms = performance.now() - began;
const { user, system } = process.cpuUsage(before);
const cpuMs = (user + system) / 1000;
console.log(JSON.stringify({ routes: routes.length, ms, cpuMs, bytes: process.resourceUsage().maxRSS * 1024 }));
