import type { EngineName } from './engines.js';
import { DIRECTIONS, type Direction, type MatrixObject } from './matrix.js';

/** Fields of the matrix in which nothing can stand. */
export interface Gap {
  readonly objects: readonly MatrixObject[];
  readonly engines: readonly EngineName[];
  readonly directions: readonly Direction[];
  readonly reason: string;
}

const [THEIRS_JUDGE, OURS_JUDGES] = DIRECTIONS;
const SEALS = ['seal v1', 'seal v4', 'seal v5'] as const;
const SEAL_SIGNATURES = ['seal signature v1', 'seal signature v4', 'seal signature v5'] as const;

/** What each engine does not know, as oracle/README.md has it. */
export const GAPS: readonly Gap[] = [
  {
    objects: ['root', 'issuing', 'leaf', 'CSR', 'CRL', 'delta CRL', 'OCSP', 'timestamp', 'CMS (RFC 5652)'],
    engines: ['ofdrw'],
    directions: DIRECTIONS,
    reason: 'engine does not know the object',
  },
  {
    objects: ['SM2 signature', 'SM3'],
    engines: ['ofdrw'],
    directions: DIRECTIONS,
    reason: 'engine leaves it to BouncyCastle',
  },
  {
    objects: [...SEALS, ...SEAL_SIGNATURES],
    engines: ['bc', 'openssl'],
    directions: DIRECTIONS,
    reason: 'engine does not know the object',
  },
  {
    objects: ['OCSP', 'timestamp', 'CMS (RFC 5652)'],
    engines: ['gmsm'],
    directions: DIRECTIONS,
    reason: 'engine does not know the object',
  },
  {
    objects: ['OCSP'],
    engines: ['openssl'],
    directions: [THEIRS_JUDGE],
    reason: 'the command cannot be given the SM2 user id',
  },
  {
    objects: ['timestamp', 'CMS (RFC 5652)', 'CMS (GM/T 0010)'],
    engines: ['openssl'],
    directions: DIRECTIONS,
    reason: 'the command cannot be given the SM2 user id',
  },
  {
    objects: ['CRL'],
    engines: ['openssl'],
    directions: [OURS_JUDGES],
    reason: 'the bench has no maker of it in this engine',
  },
  {
    objects: ['delta CRL'],
    engines: ['bc', 'gmsm', 'openssl'],
    directions: [OURS_JUDGES],
    reason: 'the bench has no maker of it in this engine',
  },
  { objects: SEALS, engines: ['gmsm'], directions: [OURS_JUDGES], reason: 'engine does not make the object' },
  {
    objects: ['seal signature v1'],
    engines: ['gmsm'],
    directions: [OURS_JUDGES],
    reason: 'engine does not make the object',
  },
  {
    objects: ['seal v1', 'seal signature v1'],
    engines: ['gmsm', 'ofdrw'],
    directions: [THEIRS_JUDGE],
    reason: 'we read v1 and never write it',
  },
];

export function gapOf(object: MatrixObject, engine: EngineName, direction: Direction): string | undefined {
  return GAPS.find(
    ({ objects, engines, directions }) =>
      objects.includes(object) && engines.includes(engine) && directions.includes(direction),
  )?.reason;
}
