import { PkiError } from '../../../pki/errors.js';
import { parseCertificate } from '../../../pki/x509/certificate.js';
import type { CertificateUsage } from '../../../pki/x509/key-purposes.js';
import { type PathFindingCode, validatePath, verifyCertificateSignature } from '../../../pki/x509/path.js';
import type { Verdict } from './verdicts.js';

/** Our verdicts in the engines' terms. Only our own errors are refusals; any other error goes on. */
export function refusedByError(judge: () => boolean): Verdict {
  try {
    return judge() ? 'valid' : 'refused';
  } catch (error) {
    if (error instanceof PkiError) return 'refused';
    throw error;
  }
}

/** One link: names and signature. */
export function judgeLink(cert: Uint8Array, issuer: Uint8Array): Verdict {
  return refusedByError(() => {
    const [child, parent] = [parseCertificate(cert), parseCertificate(issuer)];
    return Buffer.compare(child.issuerDer, parent.subjectDer) === 0 && verifyCertificateSignature(child, parent);
  });
}

export interface OurPath {
  readonly cert: Uint8Array;
  readonly intermediates: readonly Uint8Array[];
  readonly root: Uint8Array;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly usage: CertificateUsage;
}

/** The codes of what is wrong with a path, each once, in the order of the path; empty when it is valid. */
export function pathCodes({ cert, intermediates, root, at, usage }: OurPath): PathFindingCode[] {
  const findings = validatePath({
    leaf: parseCertificate(cert),
    intermediates: intermediates.map(parseCertificate),
    anchor: parseCertificate(root),
    at,
    usage,
  });
  return [...new Set(findings.map(({ code }) => code))];
}

export function judgePath(path: OurPath): Verdict {
  return refusedByError(() => pathCodes(path).length === 0);
}
