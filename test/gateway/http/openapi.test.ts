import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'chai';
import { describeRoutes } from '../../../gateway/http/openapi/document.js';
import { routeTable } from '../../../gateway/http/routes.js';

/** OpenAPI 3.1.0, the part of its published meta-schema that this description uses, closed to everything else. */
const META = {
  type: 'object',
  required: ['openapi', 'info', 'paths', 'components'],
  additionalProperties: false,
  properties: {
    openapi: { const: '3.1.0' },
    info: {
      type: 'object',
      required: ['title', 'version'],
      additionalProperties: false,
      properties: {
        title: { type: 'string' },
        version: { type: 'string' },
        description: { type: 'string' },
        license: {
          type: 'object',
          required: ['name'],
          properties: { name: { type: 'string' }, identifier: { type: 'string' } },
          additionalProperties: false,
        },
      },
    },
    paths: {
      type: 'object',
      propertyNames: { pattern: '^/' },
      additionalProperties: {
        type: 'object',
        propertyNames: { enum: ['get', 'put', 'post', 'delete'] },
        additionalProperties: { $ref: '#/$defs/operation' },
      },
    },
    components: {
      type: 'object',
      required: ['schemas', 'responses', 'securitySchemes'],
      additionalProperties: false,
      properties: {
        schemas: {
          type: 'object',
          propertyNames: { pattern: '^[A-Za-z0-9._-]+$' },
          additionalProperties: { $ref: '#/$defs/schema' },
        },
        responses: { type: 'object', additionalProperties: { $ref: '#/$defs/response' } },
        securitySchemes: {
          type: 'object',
          additionalProperties: {
            type: 'object',
            required: ['type', 'scheme'],
            properties: { type: { const: 'http' }, scheme: { const: 'bearer' }, bearerFormat: { type: 'string' } },
            additionalProperties: false,
          },
        },
      },
    },
  },
  $defs: {
    schema: { $ref: 'https://json-schema.org/draft/2020-12/schema' },
    content: {
      type: 'object',
      propertyNames: { pattern: '^[a-z]+/[a-z0-9.+-]+$' },
      additionalProperties: {
        type: 'object',
        properties: { schema: { $ref: '#/$defs/schema' } },
        required: ['schema'],
        additionalProperties: false,
      },
    },
    response: {
      type: 'object',
      required: ['description'],
      properties: { description: { type: 'string' }, content: { $ref: '#/$defs/content' } },
      additionalProperties: false,
    },
    operation: {
      type: 'object',
      required: ['operationId', 'summary', 'tags', 'security', 'parameters', 'responses'],
      additionalProperties: false,
      properties: {
        operationId: { type: 'string' },
        summary: { type: 'string' },
        tags: { type: 'array', items: { type: 'string' }, minItems: 1 },
        security: { type: 'array', items: { type: 'object', additionalProperties: { type: 'array' } } },
        parameters: {
          type: 'array',
          items: {
            type: 'object',
            required: ['name', 'in', 'schema'],
            properties: {
              name: { type: 'string' },
              in: { enum: ['path', 'query'] },
              required: { type: 'boolean' },
              schema: { $ref: '#/$defs/schema' },
            },
            additionalProperties: false,
            if: { properties: { in: { const: 'path' } } },
            // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
            then: { properties: { required: { const: true } } },
          },
        },
        requestBody: {
          type: 'object',
          required: ['content'],
          properties: { required: { const: true }, content: { $ref: '#/$defs/content' } },
          additionalProperties: false,
        },
        responses: {
          type: 'object',
          minProperties: 1,
          propertyNames: { pattern: '^[1-5][0-9]{2}$' },
          additionalProperties: {
            anyOf: [
              {
                type: 'object',
                required: ['$ref'],
                properties: { $ref: { type: 'string' } },
                additionalProperties: false,
              },
              { $ref: '#/$defs/response' },
            ],
          },
        },
      },
    },
  },
};

describe('openapi', () => {
  const routes = routeTable({ version: '0.0.0', describe: () => document });
  const document = describeRoutes(routes, '0.0.0');

  it('fits OpenAPI 3.1', () => {
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    expect(ajv.validate(META, document), ajv.errorsText()).to.equal(true);
  });

  it('describes every route of the table and nothing else', () => {
    const described = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, { operationId }]) => `${method} ${path} ${operationId}`),
    );
    const served = routes.map(
      ({ name, method, path }) => `${method.toLowerCase()} ${path.replaceAll(/:([A-Za-z]+)/g, '{$1}')} ${name}`,
    );
    expect(described.sort()).to.deep.equal(served.sort());
    expect(new Set(routes.map(({ name }) => name)).size).to.equal(routes.length);
  });

  it('asks for a token exactly where the table does', () => {
    for (const { name, guard } of routes) {
      const operations = Object.values(document.paths).flatMap((of) => Object.values(of));
      const operation = operations.find(({ operationId }) => operationId === name);
      expect(operation?.security, name).to.deep.equal(guard === 'public' ? [] : [{ bearer: [] }]);
      expect(operation?.responses, name).to.include.keys(guard === 'public' ? ['500'] : ['401', '403', '500']);
    }
  });

  it('resolves every reference', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#([^"]+)"/g)].map(([, pointer = '']) => pointer);
    expect(references.length).to.be.greaterThan(100);
    for (const pointer of references) {
      const found = pointer
        .split('/')
        .slice(1)
        .reduce<unknown>((at, name) => (at as Record<string, unknown>)?.[name], document);
      expect(found, pointer).to.be.an('object');
    }
  });

  it('gives examples that fit their own schemas', () => {
    const ajv = new Ajv2020({ strict: false });
    ajv.addSchema({ $id: 'api:', components: document.components });
    let examples = 0;
    for (const [name, schema] of Object.entries(document.components.schemas)) {
      for (const example of Array.isArray(schema.examples) ? schema.examples : []) {
        examples += 1;
        expect(
          ajv.validate({ $ref: `api:#/components/schemas/${name}` }, example),
          `${name} ${ajv.errorsText()}`,
        ).to.equal(true);
      }
    }
    expect(examples).to.be.greaterThan(10);
  });

  it('says nothing of what only the machine knows', () => {
    expect(JSON.stringify(document)).not.to.match(/\/work|\/home|localhost|127\.0\.0\.1(?!:…)/);
  });
});
