import { PKI_PATHS } from '../../../use-cases/pki/addresses.js';
import { created, ok } from '../../answer/answer.js';
import { bytes } from '../../answer/bytes.js';
import { bearer } from '../../guard.js';
import { guarded, open, type Route } from '../../route.js';
import { fromBase64, presentEnded, presentIssued } from './presenter.js';
import {
  endedView,
  endRequest,
  issuedView,
  issueRequest,
  ocspQuery,
  ocspRequest,
  renewRequest,
  timestampRequest,
} from './schema.js';

const ALL = '/v1/pki/certificates';
const change = bearer('pki.change', 'domain');
const CRL = 'application/pkix-crl';
const OCSP = 'application/ocsp-response';

// biome-ignore format: a line is a rule
export const pkiRoutes: readonly Route[] = [
  guarded('issueCertificate', 'POST', ALL, change, issueRequest, (use, actor, { body }) => use.issueCertificate(actor, { ...body, request: fromBase64(body.request) }), created(issuedView, presentIssued)),
  guarded('renewCertificate', 'POST', `${ALL}/:serialNumber/renewal`, change, renewRequest, (use, actor, { path, body }) => use.renewCertificate(actor, { ...path, request: fromBase64(body.request) }), created(issuedView, presentIssued)),
  guarded('endCertificate', 'POST', `${ALL}/:serialNumber/end`, change, endRequest, (use, actor, { path, body }) => use.endCertificate(actor, { ...path, ...body }), ok(endedView, presentEnded)),
  // For everybody: these carry their own proof.
  open('readIssuingCa', 'GET', PKI_PATHS.issuingCa, {}, (use) => use.readIssuingCa(), bytes('application/pkix-cert')),
  open('readFullRevocationList', 'GET', PKI_PATHS.full, {}, (use) => use.readRevocationList({ kind: 'full' }), bytes(CRL)),
  open('readDeltaRevocationList', 'GET', PKI_PATHS.delta, {}, (use) => use.readRevocationList({ kind: 'delta' }), bytes(CRL)),
  open('answerOcsp', 'POST', PKI_PATHS.ocsp, ocspRequest, (use, { body }) => use.answerOcsp({ request: body }), bytes(OCSP)),
  open('answerOcspQuery', 'GET', `${PKI_PATHS.ocsp}/:request`, ocspQuery, (use, { path }) => use.answerOcsp({ request: fromBase64(path.request) }), bytes(OCSP)),
  open('stampTime', 'POST', PKI_PATHS.timestamp, timestampRequest, (use, { body }) => use.stampTime({ request: body }), bytes('application/timestamp-reply')),
];
