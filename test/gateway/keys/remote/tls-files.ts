import { execFile } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
  readonly caFile: string;
}

/** A certificate authority of OpenSSL's for one test: ECDSA P-256, as TLS between our own processes has it. */
export async function makeTlsAuthority(folder: string, name = 'ca') {
  const [caFile, caKey] = [join(folder, `${name}.pem`), join(folder, `${name}.key`)];
  const openssl = (...args: string[]) => promisify(execFile)('openssl', args);
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  await openssl(
    ...['req', '-x509', ...newKey, '-keyout', caKey, '-out', caFile, '-days', '2', '-subj', `/CN=synthetic ${name}`],
    ...['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign'],
  );
  return {
    caFile,
    async issue(subject: string): Promise<TlsFiles> {
      const [certFile, keyFile] = [join(folder, `${subject}.pem`), join(folder, `${subject}.key`)];
      const [csr, extensions] = [join(folder, `${subject}.csr`), join(folder, `${subject}.ext`)];
      await writeFile(extensions, 'subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth,clientAuth\n');
      await openssl('req', ...newKey, '-keyout', keyFile, '-out', csr, '-subj', `/CN=${subject}`);
      await openssl(
        ...['x509', '-req', '-in', csr, '-CA', caFile, '-CAkey', caKey, '-CAcreateserial', '-days', '1'],
        ...['-extfile', extensions, '-out', certFile],
      );
      return { certFile, keyFile, caFile };
    },
  };
}

/** As a policy names a client. */
export async function fingerprintOf({ certFile }: TlsFiles): Promise<string> {
  return createHash('sha256')
    .update(new X509Certificate(await readFile(certFile)).raw)
    .digest('hex');
}
