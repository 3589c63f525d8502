import { z } from 'zod';

export const processSpecSchema = z.strictObject({
  /** kind and domain: `peer-44` */
  name: z.string().regex(/^[a-z]+-[0-9]{2}(-[0-9]+)?$/),
  command: z.string(),
  args: z.array(z.string()),
  /** the whole environment: nothing is inherited */
  env: z.record(z.string(), z.string()),
  cwd: z.string(),
  log: z.string(),
});
/** How one process is run. */
export type ProcessSpec = z.infer<typeof processSpecSchema>;

export const processStatusSchema = z.object({
  name: z.string(),
  state: z.enum(['running', 'restarting', 'stopped']),
  pid: z.number().int().optional(),
  /** when it was last started, RFC 3339 */
  startedAt: z.string().optional(),
  /** how often it ended without having been told to */
  restarts: z.number().int(),
});
export type ProcessStatus = z.infer<typeof processStatusSchema>;

const runningSchema = z.object({ pid: z.number().int().positive(), identity: z.string() });

/** What the supervisor leaves in the folder, so that it is found, and what it runs even when it was killed. */
export const supervisorFileSchema = runningSchema.extend({
  socket: z.string(),
  processes: z.array(runningSchema.extend({ name: z.string() })),
});
export type SupervisorFile = z.infer<typeof supervisorFileSchema>;

export const SIGNALS = ['SIGTERM', 'SIGKILL', 'SIGINT', 'SIGSTOP', 'SIGCONT', 'SIGQUIT', 'SIGHUP'] as const;
export type Signal = (typeof SIGNALS)[number];

/**
 * What one may ask for a process. `stop` ends it and it stays down until `start`; `hold` lets it run but does not start it again once it has
 * ended, until `release`, which starts it if it has.
 */
export const REQUESTS = ['stop', 'start', 'restart', 'hold', 'release'] as const;
export type ProcessRequest = (typeof REQUESTS)[number];
