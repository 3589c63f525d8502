import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { element, nullValue, sequence, x509Time } from '../../pki/der/writer.js';
import { extension, NONE } from '../pki/support/forge-certificate.js';
import { crlNumber, deltaOf, forgeCrl, issuingPoint } from '../pki/support/forge-crl.js';
import { ecKey } from '../pki/support/forge-key.js';
import {
  type Asked,
  altNames,
  ask,
  ca,
  certify,
  constraints,
  directory,
  dns,
  type Entity,
  type EntityParts,
  inhibitAnyPolicy,
  ip,
  leaf,
  mappings,
  NOW,
  nameConstraints,
  policies,
  policyConstraints,
  rfc822,
  uri,
  usage,
} from '../pki/support/path-lab.js';

const run = promisify(execFile);
const [P1, P2, ANY] = ['2.16.840.1.101.3.2.1.48.1', '2.16.840.1.101.3.2.1.48.2', '2.5.29.32.0'];

/** OpenSSL's path validation is another one of RFC 5280; it cannot follow SM2 paths (oracle/README.md), so these are ECDSA. */
describe('paths that OpenSSL judges as well', function () {
  this.timeout(60_000);
  let folder: string;
  let root: Entity;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'yinxin-paths-'));
    root = await ca('合成根', undefined, { key: ecKey() });
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const pem = (label: string, items: readonly Uint8Array[]) =>
    items
      .map(
        (der) =>
          `-----BEGIN ${label}-----\n${Buffer.from(der)
            .toString('base64')
            .replace(/.{64}(?=.)/g, '$&\n')}\n-----END ${label}-----\n`,
      )
      .join('');

  async function openssl(
    chain: readonly Entity[],
    { crls = [], revocation, requireExplicitPolicy, initialPolicies = [], anchors, intermediates }: Asked,
  ) {
    const files = {
      trusted: pem(
        'CERTIFICATE',
        (anchors ?? chain.slice(-1)).map(({ der }) => der),
      ),
      untrusted: pem(
        'CERTIFICATE',
        (intermediates ?? chain.slice(1, -1)).map(({ der }) => der),
      ),
      target: pem(
        'CERTIFICATE',
        chain.slice(0, 1).map(({ der }) => der),
      ),
      crls: pem('X509 CRL', crls),
    };
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    const args = ['verify', '-attime', String(NOW / 1000), '-trusted', 'trusted'];
    if (files.untrusted !== '') args.push('-untrusted', 'untrusted');
    if (revocation === 'required') args.push('-crl_check_all', '-extended_crl', '-use_deltas');
    if (crls.length > 0) args.push('-CRLfile', 'crls');
    for (const policy of initialPolicies) args.push('-policy', policy);
    if (requireExplicitPolicy === true) args.push('-policy_check', '-explicit_policy');
    try {
      await run('openssl', [...args, 'target'], { cwd: folder });
      return 'valid';
    } catch (error) {
      // Whatever else ends it is no verdict.
      if (error instanceof Error && error.message.includes('verification failed')) return 'refused';
      throw error;
    }
  }
  const ours = (chain: readonly Entity[], asked: Asked) =>
    ask(chain, asked).verdict === 'valid' ? 'valid' : 'refused';

  /** A user below a CA below the root; what the CA and the user carry. */
  const chain = async (caParts: EntityParts = {}, userParts: EntityParts = {}): Promise<Entity[]> => {
    const sub = await ca('合成 CA', root, { key: ecKey(), ...caParts });
    return [await leaf('合成用户', sub, { key: ecKey(), ...userParts }), sub, root];
  };
  const ext = (...extensions: Uint8Array[]): EntityParts => ({ extensions });
  const explicit: Asked = { requireExplicitPolicy: true, initialPolicies: [P1] };
  type Made = { readonly chain: readonly Entity[]; readonly asked?: Asked };
  type Row = readonly [string, 'valid' | 'refused', () => Promise<Made>];
  const crlOf = ({ name, key }: Entity, parts: Parameters<typeof forgeCrl>[2] = {}) => forgeCrl(name, key, parts);
  const revocation = async (
    parts: Parameters<typeof forgeCrl>[2],
    userParts: EntityParts = {},
    more: Parameters<typeof forgeCrl>[2][] = [],
  ): Promise<Made> => {
    const path = await chain({}, userParts);
    const [, sub = root] = path;
    const lists = await Promise.all([parts, ...more].map((each) => crlOf(sub, each)));
    return { chain: path, asked: { revocation: 'required', crls: [await crlOf(root), ...lists] } };
  };
  const userOf = ({ serial }: { serial: Uint8Array }, reason?: number) => ({
    entries: [{ serial, ...(reason !== undefined && { reason }) }],
  });
  const SERIAL = Uint8Array.of(0x55, 1, 2);
  const numbered = { serial: SERIAL };
  const freshest = extension(
    '2.5.29.46',
    sequence(sequence(element(0xa0, element(0xa0, uri('http://a.example/delta'))))),
  );

  const rows: readonly Row[] = [
    ['a plain path', 'valid', async () => ({ chain: await chain() })],
    [
      'a CA without cA',
      'refused',
      async () => ({ chain: await chain({ basicConstraints: constraints(false), keyUsage: NONE }) }),
    ],
    ['a CA without keyCertSign', 'refused', async () => ({ chain: await chain({ keyUsage: usage([6]) }) })],
    ['an expired CA', 'refused', async () => ({ chain: await chain({ notAfter: x509Time(NOW - 1000) }) })],
    [
      'an unknown critical extension',
      'refused',
      async () => ({ chain: await chain({}, ext(extension('1.2.3.4', nullValue(), true))) }),
    ],
    ['an unknown extension', 'valid', async () => ({ chain: await chain({}, ext(extension('1.2.3.4', nullValue()))) })],
    [
      'path length 0 over a CA',
      'refused',
      async () => {
        const zero = await ca('合成零级 CA', root, { key: ecKey(), basicConstraints: constraints(true, 0) });
        const sub = await ca('合成 CA', zero, { key: ecKey() });
        return { chain: [await leaf('合成用户', sub), sub, zero, root] };
      },
    ],
    [
      'path length 0 over a self-issued CA',
      'valid',
      async () => {
        const zero = await ca('合成零级 CA', root, { key: ecKey(), basicConstraints: constraints(true, 0) });
        const rolled = await ca('', zero, { key: ecKey(), name: zero.name });
        return { chain: [await leaf('合成用户', rolled), rolled, zero, root] };
      },
    ],
    [
      'a cross certificate beside an expired one',
      'valid',
      async () => {
        const [user = root, sub = root] = await chain();
        return { chain: [user, await certify(sub, root, { notAfter: x509Time(NOW - 1000) }), sub, root] };
      },
    ],
    [
      'a permitted host',
      'valid',
      async () => ({
        chain: await chain(
          ext(nameConstraints({ permitted: [dns('example.com')] })),
          ext(altNames(dns('a.example.com'))),
        ),
      }),
    ],
    [
      'a host that is not permitted',
      'refused',
      async () => ({
        chain: await chain(
          ext(nameConstraints({ permitted: [dns('example.com')] })),
          ext(altNames(dns('aexample.com'))),
        ),
      }),
    ],
    [
      'an excluded address',
      'refused',
      async () => ({
        chain: await chain(
          ext(nameConstraints({ excluded: [ip(192, 0, 2, 0, 255, 255, 255, 0)] })),
          ext(altNames(ip(192, 0, 2, 1))),
        ),
      }),
    ],
    [
      'a mailbox of a permitted host',
      'valid',
      async () => ({
        chain: await chain(
          ext(nameConstraints({ permitted: [rfc822('example.com')] })),
          ext(altNames(rfc822('a@example.com'))),
        ),
      }),
    ],
    [
      'a mailbox below a permitted host',
      'refused',
      async () => ({
        chain: await chain(
          ext(nameConstraints({ permitted: [rfc822('example.com')] })),
          ext(altNames(rfc822('a@b.example.com'))),
        ),
      }),
    ],
    [
      'a URI of a permitted domain',
      'valid',
      async () => ({
        chain: await chain(
          ext(nameConstraints({ permitted: [uri('.example.com')] })),
          ext(altNames(uri('http://a.example.com/'))),
        ),
      }),
    ],
    [
      'a directory name that is not permitted',
      'refused',
      async () => ({ chain: await chain(ext(nameConstraints({ permitted: [directory(root.name)] }))) }),
    ],
    [
      'a policy that is accepted',
      'valid',
      async () => ({ chain: await chain(ext(policies(P1)), ext(policies(P1))), asked: explicit }),
    ],
    [
      'a policy that is not accepted',
      'refused',
      async () => ({ chain: await chain(ext(policies(P2)), ext(policies(P2))), asked: explicit }),
    ],
    [
      'a mapped policy',
      'valid',
      async () => ({ chain: await chain(ext(policies(P1), mappings([P1, P2])), ext(policies(P2))), asked: explicit }),
    ],
    [
      'a policy mapped away',
      'refused',
      async () => ({ chain: await chain(ext(policies(P1), mappings([P1, P2])), ext(policies(P1))), asked: explicit }),
    ],
    [
      'anyPolicy mapped',
      'refused',
      async () => ({ chain: await chain(ext(policies(P1), mappings([P1, ANY])), ext(policies(P1))), asked: explicit }),
    ],
    [
      'anyPolicy inhibited',
      'refused',
      async () => ({ chain: await chain(ext(policies(P1), inhibitAnyPolicy(0)), ext(policies(ANY))), asked: explicit }),
    ],
    [
      'a policy required by the CA, and none',
      'refused',
      async () => ({ chain: await chain(ext(policyConstraints(0))), asked: { initialPolicies: [ANY] } }),
    ],
    ['good lists', 'valid', () => revocation({})],
    ['a revoked certificate', 'refused', () => revocation(userOf(numbered, 1), numbered)],
    ['a list that is past', 'refused', () => revocation({ nextUpdate: x509Time(NOW - 1000) })],
    [
      'a list for CAs only',
      'refused',
      () => revocation({ extensions: [crlNumber(1), issuingPoint({ caCerts: true })] }),
    ],
    [
      'lists for some reasons that add up',
      'valid',
      () =>
        revocation({ extensions: [crlNumber(1), issuingPoint({ reasons: [1, 2] })] }, {}, [
          { extensions: [crlNumber(1), issuingPoint({ reasons: [3, 4, 5, 6, 7, 8] })] },
        ]),
    ],
    [
      'a list for some reasons',
      'refused',
      () => revocation({ extensions: [crlNumber(1), issuingPoint({ reasons: [1, 2] })] }),
    ],
    [
      'a delta list that revokes',
      'refused',
      () =>
        revocation({ extensions: [crlNumber(5)] }, { ...numbered, ...ext(freshest) }, [
          { ...userOf(numbered, 1), extensions: [crlNumber(6), deltaOf(5)] },
        ]),
    ],
    [
      'a delta list that does not',
      'valid',
      () =>
        revocation({ extensions: [crlNumber(5)] }, { ...numbered, ...ext(freshest) }, [
          { extensions: [crlNumber(6), deltaOf(5)] },
        ]),
    ],
  ];

  for (const [what, expected, make] of rows) {
    it(`${what}: ${expected}`, async () => {
      const { chain: path, asked = {} } = await make();
      expect([ours(path, asked), await openssl(path, asked)]).to.deep.equal([expected, expected]);
    });
  }
});
