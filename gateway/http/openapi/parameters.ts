import { z } from 'zod';
import type { Route } from '../route.js';

export interface Parameter {
  name: string;
  in: 'path' | 'query';
  required: boolean;
  schema: Readonly<Record<string, unknown>>;
}

/** The parameters of a route as its schemas name them. Throws TypeError where the path's and the schema's names differ. */
export function parametersOf(route: Route): Parameter[] {
  const inPath = membersOf(route.request.path, 'path');
  const named = [...route.path.matchAll(/:([A-Za-z]+)/g)].map(([, name]) => name);
  if (named.join() !== inPath.map(({ name }) => name).join()) {
    throw new TypeError(`${route.name}: the path and its schema name other parameters`);
  }
  return [...inPath, ...membersOf(route.request.query, 'query')];
}

function membersOf(schema: z.ZodType | undefined, place: Parameter['in']): Parameter[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input' });
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: required.includes(name),
    schema: typeof property === 'object' ? { ...property } : {},
  }));
}
