import { health, ok } from '../../answer/answer.js';
import type { OpenApiDocument } from '../../openapi/document.js';
import { open, type Route } from '../../route.js';
import { presentReadiness } from './presenter.js';
import { alive, description, readiness } from './schema.js';

/** What the gateway says of itself. */
export function metaRoutes(about: { version: string; describe: () => OpenApiDocument }): readonly Route[] {
  // biome-ignore format: a line is a rule
  return [
    open('healthz', 'GET', '/healthz', {}, () => about.version, ok(alive, (version) => ({ status: 'alive' as const, version }))),
    open('readyz', 'GET', '/readyz', {}, (use) => use.health(), health(readiness, presentReadiness, (result) => result.ready)),
    open('openapi', 'GET', '/openapi.json', {}, about.describe, ok(description, (document) => ({ ...document }))),
  ];
}
