import { PROBLEM_MEDIA_TYPE, PROBLEMS, problemSchema } from '../problem.js';
import type { Method, Route } from '../route.js';
import { createComponents } from './components.js';
import { type Parameter, parametersOf } from './parameters.js';
import { summaryOf } from './summaries.js';

interface Content {
  [mediaType: string]: { schema: Readonly<Record<string, unknown>> };
}

export interface Operation {
  operationId: string;
  summary: string;
  tags: string[];
  security: Record<string, string[]>[];
  parameters: Parameter[];
  requestBody?: { required: true; content: Content };
  responses: Record<string, { $ref: string } | { description: string; content?: Content }>;
}

export interface OpenApiDocument {
  openapi: '3.1.0';
  info: { title: string; version: string; description: string; license: { name: string; identifier: string } };
  paths: Record<string, Partial<Record<Lowercase<Method>, Operation>>>;
  components: {
    securitySchemes: Record<string, Readonly<Record<string, unknown>>>;
    schemas: Record<string, Readonly<Record<string, unknown>>>;
    responses: Record<string, { description: string; content: Content }>;
  };
}

const DESCRIPTION = `The gateway of one trust domain of Yinxin (印信): electronic licences and seals whose evidence checks itself.
JSON bodies are strict: no doubled members, no null, no fractions. Errors are problems (RFC 9457) with a code; every verdict
of a verification is an answer with status 200. Answers may gain members. A client of the NDJSON batch reads while it writes.`;

/** OpenAPI 3.1 from the route table and the schemas that the routes themselves use. All samples are synthetic. */
export function describeRoutes(routes: readonly Route[], version: string): OpenApiDocument {
  const components = createComponents();
  const problem: Content = { [PROBLEM_MEDIA_TYPE]: { schema: components.refer(problemSchema, 'Problem') } };
  const paths: OpenApiDocument['paths'] = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:([A-Za-z]+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route, components) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Yinxin gateway',
      version,
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: components.schemas(),
      responses: Object.fromEntries(
        problemStatuses().map(([status, titles]) => [`Problem${status}`, { description: titles, content: problem }]),
      ),
    },
  };
}

function operationOf(route: Route, components: ReturnType<typeof createComponents>): Operation {
  const capital = route.name.charAt(0).toUpperCase() + route.name.slice(1);
  const operation: Operation = {
    operationId: route.name,
    summary: summaryOf(route.name),
    tags: [tagOf(route.path)],
    security: route.guard === 'public' ? [] : [{ bearer: [] }],
    parameters: parametersOf(route),
    responses: {},
  };
  const { body } = route.request;
  if (body !== undefined) {
    const schema = body.schema === undefined ? {} : components.refer(body.schema, `${capital}Request`);
    operation.requestBody = { required: true, content: contentOf(body.mediaTypes, schema) };
  }
  for (const { status, content } of route.answer.outcomes) {
    const schema = content?.schema === undefined ? {} : components.refer(content.schema, `${capital}Answer`);
    const described = content && contentOf([content.mediaType], schema);
    operation.responses[status] = { description: 'Done', ...(described && { content: described }) };
  }
  for (const status of refusalsOf(route)) {
    operation.responses[status] ??= { $ref: `#/components/responses/Problem${status}` };
  }
  return operation;
}

function contentOf(mediaTypes: readonly string[], schema: Readonly<Record<string, unknown>>): Content {
  return Object.fromEntries(mediaTypes.map((mediaType) => [mediaType, { schema }]));
}

/** The statuses with which a route may refuse, by what it asks for. */
function refusalsOf(route: Route): number[] {
  const statuses = [500];
  if (route.path.startsWith('/v1/')) statuses.push(400, 404, 409, 422, 503);
  if (route.path.includes('/licences/:')) statuses.push(410);
  if (route.guard !== 'public') statuses.push(401, 403);
  if (route.request.body !== undefined) statuses.push(408, 413, 415);
  return statuses.sort((a, b) => a - b);
}

function problemStatuses(): [status: number, titles: string][] {
  const titles = new Map<number, string[]>();
  for (const [code, { status, title }] of Object.entries(PROBLEMS)) {
    titles.set(status, [...(titles.get(status) ?? []), `${code}: ${title}`]);
  }
  return [...titles].map(([status, of]) => [status, of.join('; ')]);
}

/** The thing that a path is about. */
function tagOf(path: string): string {
  if (!path.startsWith('/v1/')) return 'meta';
  return path.includes('/licences') ? 'licences' : (path.split('/')[2] ?? 'meta');
}
