import { NetworkError } from '../network-error.js';
import type { ProcessRequest, ProcessSpec, ProcessStatus, Signal } from './protocol.js';
import { createSupervised, type Supervised } from './supervised.js';

export interface Supervisor {
  list(): ProcessStatus[];
  running(): { name: string; pid: number; identity: string }[];
  /** Starts a process; one of that name that runs already is ended first. */
  run(spec: ProcessSpec): Promise<void>;
  ask(name: string, request: ProcessRequest): Promise<void>;
  signal(name: string, signal: Signal): void;
  /** Ends a process and forgets it. */
  forget(name: string): Promise<void>;
  stopAll(): Promise<void>;
}

/** Runs processes by name. Throws PROCESS_UNKNOWN for names it does not know, and for a signal to what does not run. */
export function createSupervisor(changed: (event: string) => void): Supervisor {
  const all = new Map<string, Supervised>();

  function named(name: string): Supervised {
    const found = all.get(name);
    if (found === undefined) throw new NetworkError('PROCESS_UNKNOWN', `no process is called ${name}`);
    return found;
  }

  return {
    list: () => [...all.values()].map((one) => one.status()),
    running: () => [...all.values()].flatMap((one) => one.running() ?? []),
    async run(spec) {
      await all.get(spec.name)?.stop();
      const process = createSupervised(spec, changed);
      all.set(spec.name, process);
      process.start();
    },
    async ask(name, request) {
      const process = named(name);
      if (request === 'stop' || request === 'restart') await process.stop();
      if (request === 'hold') process.hold();
      if (request === 'start' || request === 'restart' || request === 'release') process.start();
    },
    signal(name, signal) {
      if (!named(name).signal(signal)) throw new NetworkError('PROCESS_UNKNOWN', `${name} does not run`);
    },
    async forget(name) {
      await named(name).stop();
      all.delete(name);
    },
    async stopAll() {
      await Promise.all([...all.values()].map((one) => one.stop()));
    },
  };
}
