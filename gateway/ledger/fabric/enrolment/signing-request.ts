import { createSign, type KeyObject } from 'node:crypto';
import { isIP, isIPv4 } from 'node:net';
import {
  bitString,
  element,
  implicitPrimitive,
  integer,
  octetString,
  oid,
  sequence,
  setOf,
  utf8String,
} from '../../../../pki/der/writer.js';

const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2';
const COMMON_NAME = '2.5.4.3';
const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';
const DNS_NAME = /^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/;
const SUBJECT_ALTERNATIVE_NAME = '2.5.29.17';

/**
 * A certificate signing request (RFC 2986) in PEM for a P-256 key, with the hosts as subject alternative names. Throws TypeError for what
 * is neither a DNS name nor an IPv4 address. The authority takes the key and the hosts; what else the certificate says is its own to decide.
 */
export function signingRequest(
  id: string,
  keys: { publicKey: KeyObject; privateKey: KeyObject },
  hosts: readonly string[],
): string {
  const info = sequence(
    integer(0),
    sequence(setOf(sequence(oid(COMMON_NAME), utf8String(id)))),
    keys.publicKey.export({ format: 'der', type: 'spki' }),
    element(0xa0, ...(hosts.length === 0 ? [] : [alternativeNames(hosts)])),
  );
  const signature = createSign('sha256').update(info).sign({ key: keys.privateKey, dsaEncoding: 'der' });
  const request = sequence(info, sequence(oid(ECDSA_WITH_SHA256)), bitString(signature));
  const lines =
    Buffer.from(request)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE REQUEST-----\n${lines.join('\n')}\n-----END CERTIFICATE REQUEST-----\n`;
}

function alternativeNames(hosts: readonly string[]): Uint8Array {
  const extension = sequence(oid(SUBJECT_ALTERNATIVE_NAME), octetString(sequence(...hosts.map(generalName))));
  return sequence(oid(EXTENSION_REQUEST), setOf(sequence(extension)));
}

/** GeneralName (RFC 5280 §4.2.1.6): [2] dNSName or [7] iPAddress. */
function generalName(host: string): Uint8Array {
  if (isIPv4(host)) return implicitPrimitive(7, Uint8Array.from(host.split('.').map(Number)));
  if (isIP(host) !== 0 || !DNS_NAME.test(host)) throw new TypeError(`neither a DNS name nor an IPv4 address: ${host}`);
  return implicitPrimitive(2, Buffer.from(host, 'latin1'));
}
