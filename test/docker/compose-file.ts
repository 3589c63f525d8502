import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

export const DOCKER = join(import.meta.dirname, '../../../docker');

const condition = z.enum(['service_healthy', 'service_completed_successfully', 'service_started']);

const service = z.looseObject({
  image: z.string(),
  build: z.strictObject({ context: z.string(), dockerfile: z.string() }).optional(),
  user: z.string(),
  read_only: z.boolean(),
  cap_drop: z.array(z.string()),
  security_opt: z.array(z.string()),
  restart: z.string(),
  environment: z.record(z.string(), z.string()).default({}),
  env_file: z.array(z.string()).default([]),
  /** `from:to[:ro]`. */
  volumes: z.array(z.string()).default([]),
  secrets: z.array(z.strictObject({ source: z.string(), target: z.string() })).default([]),
  ports: z.array(z.string()).default([]),
  networks: z.array(z.string()),
  depends_on: z.record(z.string(), z.strictObject({ condition })).default({}),
  healthcheck: z.looseObject({ test: z.array(z.string()), retries: z.number() }).optional(),
  deploy: z.strictObject({
    resources: z.strictObject({ limits: z.strictObject({ cpus: z.string(), memory: z.string() }) }),
  }),
});
export type Service = z.infer<typeof service>;

const compose = z.looseObject({
  services: z.record(z.string(), service),
  networks: z.record(z.string(), z.strictObject({ internal: z.boolean().optional() })),
  secrets: z.record(z.string(), z.strictObject({ file: z.string() })),
});
export type Compose = z.infer<typeof compose>;

/** docker/compose.yaml as YAML says it, anchors and merges resolved, variables left as they are. */
export async function readComposeYaml(): Promise<Record<string, unknown>> {
  const text = await readFile(join(DOCKER, 'compose.yaml'), 'utf8');
  return z.record(z.string(), z.unknown()).parse(parse(text, { merge: true }));
}

/** The same, of the shape that our file has. Throws ZodError where it has another. */
export async function readCompose(): Promise<Compose> {
  return compose.parse(await readComposeYaml());
}

/** The file or folder of this machine that a mount shows, and where. */
export function mountOf(volume: string): { from: string; to: string; isReadOnly: boolean } {
  const [from = '', to = '', mode] = volume.split(':');
  return { from, to, isReadOnly: mode === 'ro' };
}
