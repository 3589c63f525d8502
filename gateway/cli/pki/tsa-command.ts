import { randomBytes } from 'node:crypto';
import { PkiError } from '../../../pki/errors.js';
import { createTimestampAuthority } from '../../../pki/timestamp/authority.js';
import { imprintOf } from '../../../pki/timestamp/imprint.js';
import { buildTimestampRequest } from '../../../pki/timestamp/request.js';
import { parseTimestampResponse } from '../../../pki/timestamp/response.js';
import { parseTimestampToken, type TimestampToken } from '../../../pki/timestamp/token.js';
import { verifyTimestampToken } from '../../../pki/timestamp/verify-token.js';
import { TIMESTAMP_POLICY } from '../../../pki/x509/key-purposes.js';
import type { ExitStatus } from '../cli-error.js';
import { readBytes, writeAtomically } from '../files.js';
import type { Terminal } from '../terminal.js';
import { asUsage, readCertificate } from './ca-command.js';
import { openSigner, type SignerOptions } from './open-signer.js';
import { readDerFile } from './pem.js';

const LARGEST_DATA = 256 * 1_048_576;
const ACCURACY_MS = 1_000;

/** `yinxin pki tsa request`: asks for a timestamp over the SM3 of a file. */
export async function tsaRequestCommand(options: { data: string; out: string }): Promise<ExitStatus> {
  const digest = imprintOf('sm3', await readBytes(options.data, LARGEST_DATA));
  const nonce = new Uint8Array(randomBytes(16));
  await writeAtomically(options.out, buildTimestampRequest({ hash: 'sm3', digest, nonce, certificateWanted: true }));
  return 0;
}

export interface StampOptions extends SignerOptions {
  certificate: string;
  query: string;
  out: string;
}

/** `yinxin pki tsa stamp`: answers a request by the clock of this machine; 1 when it is refused. */
export async function tsaStampCommand(options: StampOptions, terminal: Terminal): Promise<ExitStatus> {
  const certificate = await readCertificate(options.certificate);
  const signer = await openSigner(options, terminal);
  const stamp = createTimestampAuthority({
    signer: certificate,
    chain: [],
    policy: TIMESTAMP_POLICY,
    serialNumber: () => {
      const serialNumber = new Uint8Array(randomBytes(16));
      serialNumber[0] = ((serialNumber[0] ?? 0) & 0x3f) | 0x40;
      return serialNumber;
    },
    now: () => terminal.now(),
    accuracy: ACCURACY_MS,
    sign: (attributes) => signer.sign('timestamp', attributes),
  });
  const response = await stamp(await readDerFile(options.query));
  await writeAtomically(options.out, response);
  const { failures, status } = parseTimestampResponse(response);
  if (status <= 1) return 0;
  terminal.note(`TIMESTAMP_REFUSED: ${failures.join(' ')}`);
  return 1;
}

export interface TsaVerifyOptions {
  token: string;
  data: string;
  certificate?: string[];
}

/** `yinxin pki tsa verify`: 0 when the token stamps the file; the path of its certificate is for verify-path. */
export async function tsaVerifyCommand(options: TsaVerifyOptions, terminal: Terminal): Promise<ExitStatus> {
  const token = asUsage(options.token, readToken)(await readDerFile(options.token));
  const certificates = await Promise.all((options.certificate ?? []).map(readCertificate));
  const result = verifyTimestampToken({
    token,
    stamped: { data: await readBytes(options.data, LARGEST_DATA) },
    certificates,
  });
  terminal.say(`${new Date(token.info.genTime).toISOString()} ${token.info.serialNumber}`);
  for (const { code, detail } of result.findings) terminal.note(`${code}: ${detail}`);
  return result.findings.length === 0 ? 0 : 1;
}

/** A token, or a response with one. */
function readToken(der: Uint8Array): TimestampToken {
  try {
    return parseTimestampToken(der);
  } catch (error) {
    if (!(error instanceof PkiError)) throw error;
    const { token } = parseTimestampResponse(der);
    if (token === undefined) throw error;
    return parseTimestampToken(token);
  }
}
