import { createServer } from 'node:net';

/** Ports people know by heart. */
const wanted = { edge: 8443, edgeHttp: 8080, gateway: 8444, issuer: 8445, defaultEndpoint: 8446, enrol: 8447 } as const;

export type Ports = Record<keyof typeof wanted, number>;

/** The wanted ports, or for a taken one the next that is free; `moved` says so in words. */
export async function choosePorts(): Promise<{ readonly ports: Ports; readonly moved: readonly string[] }> {
  const ports: Ports = { ...wanted };
  const given = new Set<number>(Object.values(wanted));
  const moved: string[] = [];
  for (const [name, port] of Object.entries(wanted) as [keyof Ports, number][]) {
    let choice = port;
    while (!(await isFree(choice)) || (choice !== port && given.has(choice))) choice += 1;
    given.add(choice);
    ports[name] = choice;
    if (choice !== port) moved.push(`port ${port} is taken; ${names[name]} is on ${choice}`);
  }
  return { ports, moved };
}

const names: Readonly<Record<keyof Ports, string>> = {
  edge: 'the edge',
  edgeHttp: 'plain HTTP',
  gateway: 'the gateway',
  issuer: 'the token issuer',
  defaultEndpoint: 'execute-api',
  enrol: 'the enrolment door',
};

async function isFree(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
