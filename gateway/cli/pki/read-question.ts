import { z } from 'zod';
import { type CertificateList, readCrl } from '../../../pki/crl/read-crl.js';
import { PkiError } from '../../../pki/errors.js';
import { type BasicOcspResponse, readOcspResponse } from '../../../pki/ocsp/read-response.js';
import { algorithmOid, algorithmPolicy } from '../../../pki/path/algorithms.js';
import { type PathCertificate, readPathCertificate } from '../../../pki/path/certificate.js';
import { PATH_OID } from '../../../pki/path/oids.js';
import type { PathQuestion } from '../../../pki/path/verify-path.js';
import { KEY_USAGES } from '../../../pki/x509/extensions.js';
import { readSubtreeWord, SUBTREE_WORD } from './subtree-words.js';

/** RFC 5280 §4.2.1.12, RFC 6960, by the names that the RFCs give them. */
const PURPOSES: Readonly<Record<string, string>> = {
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  codeSigning: '1.3.6.1.5.5.7.3.3',
  emailProtection: '1.3.6.1.5.5.7.3.4',
  timeStamping: '1.3.6.1.5.5.7.3.8',
  OCSPSigning: PATH_OID.ocspSigning,
};

const MOST_OBJECTS = 2_000;
const MOST_WORDS = 1_000;
const OID_TEXT = z.string().regex(/^[0-2](\.(0|[1-9]\d{0,39})){1,63}$/, 'no object identifier');
const BASE64 = z
  .string()
  .regex(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/, 'no base64')
  .transform((text) => new Uint8Array(Buffer.from(text, 'base64')));
const objects = z.array(BASE64).max(MOST_OBJECTS).default([]);
const TIME = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

const QUESTION = z.looseObject({
  certificate: BASE64,
  intermediates: objects,
  trustAnchors: objects,
  crls: objects,
  ocspResponses: objects,
  at: TIME.optional(),
  initialPolicies: z.array(OID_TEXT).max(MOST_WORDS).default([]),
  requireExplicitPolicy: z.boolean().default(false),
  inhibitPolicyMapping: z.boolean().default(false),
  inhibitAnyPolicy: z.boolean().default(false),
  permittedSubtrees: z.array(SUBTREE_WORD).max(MOST_WORDS).optional(),
  excludedSubtrees: z.array(SUBTREE_WORD).max(MOST_WORDS).optional(),
  keyUsages: z.array(z.enum(KEY_USAGES)).default([]),
  extendedKeyUsages: z
    .array(z.union([z.enum(Object.keys(PURPOSES)), OID_TEXT]))
    .max(MOST_WORDS)
    .default([]),
  revocation: z.enum(['off', 'soft', 'required']).default('soft'),
  allowedAlgorithms: z.array(z.string().max(200)).max(MOST_WORDS).optional(),
});

const KNOWN: ReadonlySet<string> = new Set(['id', ...Object.keys(QUESTION.shape)]);

export type QuestionId = string | number | null;

/** An object that could not be read and is not asked about: the answer goes without it. */
export interface Unreadable {
  readonly member: 'intermediates' | 'trustAnchors' | 'crls' | 'ocspResponses';
  readonly index: number;
  readonly code: string;
  readonly detail: string;
}

interface Read {
  readonly id: QuestionId;
  readonly unreadable: readonly Unreadable[];
  /** Members and algorithm names that nobody here knows. */
  readonly ignored: readonly string[];
}

export type ReadQuestion =
  | { readonly kind: 'refused'; readonly id: QuestionId; readonly detail: string }
  | ({ readonly kind: 'malformed'; readonly detail: string } & Read)
  | ({ readonly kind: 'question'; readonly question: PathQuestion; readonly sources: CertificateSources } & Read);

/** Where each certificate stood in the question, for the answer to name it. */
export type CertificateSources = ReadonlyMap<PathCertificate, { readonly source: string; readonly index?: number }>;

/** A question as docs/formats/verify-path.md has it; `now` is the time asked about where it names none. */
export function readQuestion(json: unknown, now: number): ReadQuestion {
  const id = idOf(json);
  const parsed = QUESTION.safeParse(json);
  if (!parsed.success) return { kind: 'refused', id, detail: describeIssues(parsed.error) };
  const asked = parsed.data;
  const unreadable: Unreadable[] = [];
  const sources = new Map<PathCertificate, { source: string; index?: number }>();
  const readAll = <T>(member: Unreadable['member'], read: (der: Uint8Array) => T): T[] =>
    asked[member].flatMap((der, index) => {
      try {
        return [read(der)];
      } catch (error) {
        if (!(error instanceof PkiError)) throw error;
        unreadable.push({ member, index, code: error.code, detail: error.message });
        return [];
      }
    });
  const readCertificates = (member: 'intermediates' | 'trustAnchors'): PathCertificate[] => {
    const certificates: PathCertificate[] = [];
    for (const [index, der] of asked[member].entries()) {
      try {
        const certificate = readPathCertificate(der);
        sources.set(certificate, { source: member, index });
        certificates.push(certificate);
      } catch (error) {
        if (!(error instanceof PkiError)) throw error;
        unreadable.push({ member, index, code: error.code, detail: error.message });
      }
    }
    return certificates;
  };
  const anchors = readCertificates('trustAnchors');
  const intermediates = readCertificates('intermediates');
  const crls: CertificateList[] = readAll('crls', readCrl);
  const ocspResponses = readAll('ocspResponses', readOcspResponse).flatMap(({ basic }): BasicOcspResponse[] =>
    basic === undefined ? [] : [basic],
  );
  const words = (asked.allowedAlgorithms ?? []).map((word) => ({ word, oid: algorithmOid(word) }));
  const ignored = [
    ...Object.keys(asked).filter((name) => !KNOWN.has(name)),
    ...words.flatMap(({ word, oid }) => (oid === undefined ? [`allowedAlgorithms: ${word}`] : [])),
  ];
  let target: PathCertificate;
  try {
    target = readPathCertificate(asked.certificate);
  } catch (error) {
    if (!(error instanceof PkiError)) throw error;
    return { kind: 'malformed', id, detail: error.message, unreadable, ignored };
  }
  sources.set(target, { source: 'certificate' });
  const policies = asked.initialPolicies.length === 0 ? [PATH_OID.anyPolicy] : asked.initialPolicies;
  const subtrees = (list: typeof asked.permittedSubtrees) => list?.map((word) => readSubtreeWord(word));
  const permittedSubtrees = subtrees(asked.permittedSubtrees);
  const excludedSubtrees = subtrees(asked.excludedSubtrees);
  const question: PathQuestion = {
    target,
    anchors,
    intermediates,
    crls,
    ocspResponses,
    revocation: asked.revocation,
    policy: {
      at: asked.at ?? now,
      algorithms: algorithmPolicy(
        asked.allowedAlgorithms === undefined ? undefined : words.flatMap(({ oid }) => oid ?? []),
      ),
      initialPolicies: new Set(policies),
      requireExplicitPolicy: asked.requireExplicitPolicy,
      inhibitPolicyMapping: asked.inhibitPolicyMapping,
      inhibitAnyPolicy: asked.inhibitAnyPolicy,
      ...(permittedSubtrees !== undefined && { permittedSubtrees }),
      ...(excludedSubtrees !== undefined && { excludedSubtrees }),
      keyUsages: asked.keyUsages,
      extendedKeyUsages: asked.extendedKeyUsages.map((word) => PURPOSES[word] ?? word),
    },
  };
  return { kind: 'question', id, question, sources, unreadable, ignored };
}

/** The id of whatever it is, so that even a refusal finds its question. */
function idOf(json: unknown): QuestionId {
  if (typeof json !== 'object' || json === null || !('id' in json)) return null;
  const { id } = json;
  return typeof id === 'string' || typeof id === 'number' ? id : null;
}

function describeIssues(error: z.ZodError): string {
  const issues = error.issues.slice(0, 5).map(({ path, message }) => `/${path.join('/')}: ${message}`);
  return issues.join('; ');
}
