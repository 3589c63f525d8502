import '../client/quiet-sdk.js';
import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import FabricCAServices from 'fabric-ca-client';
import { type ICryptoKey, type ICryptoSuite, User } from 'fabric-common';
import type { Enrolled, Enrolment } from './enrolment.js';
import { EnrolmentError } from './enrolment-error.js';
import { signingRequest } from './signing-request.js';

export interface CaAddress {
  /** `https://host:port` */
  url: string;
  /** one server may hold several authorities */
  name: string;
  /** PEM certificates by which the server's own is checked */
  trustedRoots: string;
}

/**
 * Enrolment at a fabric-ca server. Keys are made here and never leave the process. Limit: the client underneath cannot bear an answer that is
 * JSON `null`, which ends the process; no authority gives one.
 */
export function createCaEnrolment({ url, name, trustedRoots }: CaAddress): Enrolment {
  // Without a suite of its own the client would keep keys in the user's home.
  const services = (suite: ICryptoSuite = User.newCryptoSuite()) =>
    new FabricCAServices(url, { trustedRoots: [trustedRoots], verify: true }, name, suite);

  return {
    enrol: ({ id, secret, hosts = [] }) =>
      asked(`enrol ${id} at ${name}`, async () => {
        const keys = newKeys();
        const csr = signingRequest(id, keys, hosts);
        const { certificate } = await services().enroll({ enrollmentID: id, enrollmentSecret: secret, csr });
        return { certificatePem: certificate, keyPem: pem(keys) };
      }),

    register: ({ id, role, secret, affiliation = '', attributes = {} }, registrar) =>
      asked(`register ${id} at ${name}`, async () =>
        services().register(
          {
            enrollmentID: id,
            role,
            affiliation,
            maxEnrollments: -1,
            attrs: Object.entries(attributes).map(([key, value]) => ({
              name: key,
              value,
              ecert: !key.startsWith('hf.'),
            })),
            ...(secret === undefined ? {} : { enrollmentSecret: secret }),
          },
          await userOf(registrar),
        ),
      ),

    reenrol: (current, hosts = []) =>
      asked(`enrol again at ${name}`, async () => {
        const keys = newKeys();
        const suite = User.newCryptoSuite();
        // The client's own request has no alternative names: it asks this key for one, and the key answers ours.
        const key = { generateCSR: () => signingRequest(idOf(current), keys, hosts) };
        suite.generateKey = async () => key as unknown as ICryptoKey;
        // Asked for no attribute in particular the authority writes those that belong in certificates; an empty list would leave them out.
        const usual = undefined as unknown as [];
        const { certificate } = await services(suite).reenroll(await userOf(current), usual);
        return { certificatePem: certificate, keyPem: pem(keys) };
      }),
  };
}

const newKeys = () => generateKeyPairSync('ec', { namedCurve: 'prime256v1' });

const pem = (keys: ReturnType<typeof newKeys>) => keys.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();

/** The authority renews for the enrolment id in the certificate only. */
function idOf({ certificatePem }: Enrolled): string {
  const id = /^CN=(.+)$/m.exec(new X509Certificate(certificatePem).subject)?.[1];
  if (id === undefined) throw new TypeError('a certificate without a common name');
  return id;
}

/** The client's own form of an identity. What an MSP calls it plays no part at the authority. */
async function userOf(enrolled: Enrolled): Promise<User> {
  const { certificatePem, keyPem } = enrolled;
  const user = new User(idOf(enrolled));
  const suite = User.newCryptoSuite();
  user.setCryptoSuite(suite);
  await user.setEnrollment(suite.createKeyFromRaw(keyPem), certificatePem, 'none');
  return user;
}

async function asked<T>(what: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    const said = cause instanceof Error && 'errors' in cause ? JSON.stringify(cause.errors) : undefined;
    if (said !== undefined) throw new EnrolmentError('CA_REFUSED', `${what}: ${said}`, { cause });
    throw new EnrolmentError('CA_UNAVAILABLE', `${what}: ${cause instanceof Error ? cause.message : 'no answer'}`, {
      cause,
    });
  }
}
