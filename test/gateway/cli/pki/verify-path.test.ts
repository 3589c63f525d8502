import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect } from 'chai';
import { answerLine } from '../../../../gateway/cli/pki/answer-line.js';
import { boundedLines } from '../../../../gateway/cli/pki/bounded-lines.js';
import type { VerifyPathAnswer } from '../../../../gateway/cli/pki/present-answer.js';
import { PATH_OID } from '../../../../pki/path/oids.js';
import { forgeCrl } from '../../../pki/support/forge-crl.js';
import { byName, certIdOf, forgeOcsp, revokedStatus } from '../../../pki/support/forge-ocsp.js';
import { altNames, ca, dns, type Entity, ip, leaf, NOW, policies } from '../../../pki/support/path-lab.js';
import { emptyFolder, runCli } from '../support/run-cli.js';

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const POLICY = '2.16.840.1.101.3.2.1.48.1';

describe('yinxin pki verify-path', function () {
  this.timeout(30_000);
  let root: Entity;
  let sub: Entity;
  let user: Entity;
  let isQuestion: (value: unknown) => boolean;
  let isAnswer: (value: unknown) => boolean;
  before(async () => {
    root = await ca('合成根');
    sub = await ca('合成 CA', root, { extensions: [policies(POLICY)] });
    user = await leaf('合成用户', sub, {
      extensions: [policies(POLICY), altNames(dns('a.example.com'), ip(192, 0, 2, 9))],
    });
    const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
    addFormats.default(ajv);
    const schemaOf = async (name: string) =>
      ajv.compile(JSON.parse(await readFile(new URL(`../../../../../docs/formats/${name}`, import.meta.url), 'utf8')));
    isQuestion = await schemaOf('verify-path-question.schema.json');
    isAnswer = await schemaOf('verify-path-answer.schema.json');
  });

  const question = (more: Record<string, unknown> = {}) => ({
    id: 'question 1',
    certificate: base64(user.der),
    intermediates: [base64(sub.der)],
    trustAnchors: [base64(root.der)],
    at: new Date(NOW).toISOString(),
    ...more,
  });
  const answer = (more: Record<string, unknown> = {}, { isWellFormed = true } = {}): VerifyPathAnswer => {
    const asked = question(more);
    expect(isQuestion(asked), 'the schema of questions').to.equal(isWellFormed);
    const given = answerLine(Buffer.from(JSON.stringify(asked)), NOW);
    expect(isAnswer(JSON.parse(JSON.stringify(given))), 'the schema of answers').to.equal(true);
    return given;
  };
  const codes = (more: Record<string, unknown> = {}) => answer(more).codes.map(({ code }) => code);

  it('answers id, verdict, path, policies and the tree', () => {
    const given = answer({ initialPolicies: [POLICY], requireExplicitPolicy: true, revocation: 'off' });
    expect(given).to.deep.include({
      id: 'question 1',
      verdict: 'valid',
      codes: [],
      policies: [POLICY],
      ignored: [],
      unreadable: [],
    });
    expect(given.path?.map(({ source, index }) => [source, index])).to.deep.equal([
      ['certificate', undefined],
      ['intermediates', 0],
      ['trustAnchors', 0],
    ]);
    expect(given.validPolicyTree?.map(({ depth, validPolicy }) => [depth, validPolicy])).to.deep.equal([
      [0, PATH_OID.anyPolicy],
      [1, POLICY],
      [2, POLICY],
    ]);
  });
  it('quotes the clause of each code', () => {
    const given = answer({ initialPolicies: ['1.2.3'], requireExplicitPolicy: true, keyUsages: ['keyAgreement'] });
    expect(given.verdict).to.equal('invalid');
    expect(given.codes.map(({ code, clause }) => [code, clause])).to.deep.equal([
      ['POLICY_NOT_ACCEPTED', 'RFC 5280 §6.1.5 (g)'],
      ['KEY_USAGE_NOT_ALLOWED', 'RFC 5280 §4.2.1.3'],
    ]);
  });
  it('takes times with a zone, and the clock where there is none', () => {
    expect(codes({ at: '2026-11-21T08:00:00+08:00' })).to.deep.equal([]);
    expect(codes({ at: undefined })).to.deep.equal([]);
    expect(codes({ at: '2046-11-21T00:00:00Z' })).to.include('EXPIRED');
  });
  it('looks at lists and answers, softly unless told otherwise', async () => {
    const crl = base64(await forgeCrl(sub.name, sub.key, { entries: [{ serial: user.serial, reason: 4 }] }));
    const certId = certIdOf(sub.name, sub.key.spki.subarray(-65), user.serial);
    const status = revokedStatus(NOW - 1000, 1);
    const ocsp = base64(await forgeOcsp(sub.key, byName(sub.name), { singles: [{ certId, status }] }));
    expect(codes({ crls: [crl] })).to.deep.equal(['REVOKED']);
    expect(answer({ ocspResponses: [ocsp] }).codes[0]).to.include({
      reason: 'keyCompromise',
      revokedAt: new Date(NOW - 1000).toISOString(),
    });
    expect(codes({ crls: [crl], ocspResponses: [ocsp], revocation: 'off' })).to.deep.equal([]);
    expect(codes({ revocation: 'required' })).to.deep.equal(['REVOCATION_UNKNOWN', 'REVOCATION_UNKNOWN']);
    expect(answer({ revocation: 'required' }).verdict).to.equal('indeterminate');
    expect(answer().revocation.map(({ state }) => state)).to.deep.equal(['unknown', 'unknown']);
  });
  it('takes subtrees as DER and in words', () => {
    const der = base64(dns('example.com'));
    const inside = [der, { dNSName: 'example.com' }];
    const outside = [base64(dns('example.org')), { dNSName: 'example.org' }];
    for (const each of inside) {
      expect(codes({ permittedSubtrees: [each] })).to.deep.equal([]);
      expect(codes({ excludedSubtrees: [each] })).to.deep.equal(['NAME_EXCLUDED']);
    }
    for (const each of outside) expect(codes({ permittedSubtrees: [each] })).to.deep.equal(['NAME_NOT_PERMITTED']);
    expect(codes({ permittedSubtrees: [{ iPAddress: '192.0.2.0/28' }] })).to.deep.equal([]);
    expect(
      codes({ permittedSubtrees: [{ iPAddress: '192.0.2.16/28' }, { iPAddress: '2001:db8::/32' }] }),
    ).to.deep.equal(['NAME_NOT_PERMITTED']);
    expect(codes({ permittedSubtrees: [{ directoryName: base64(user.name) }] })).to.deep.equal(['NAME_NOT_PERMITTED']);
    expect(codes({ excludedSubtrees: [{ directoryName: base64(user.name) }] })).to.deep.equal(['NAME_EXCLUDED']);
    expect(
      codes({
        excludedSubtrees: [
          { rfc822Name: 'example.com' },
          { uniformResourceIdentifier: '.example.com' },
          { registeredID: '1.2' },
        ],
      }),
    ).to.deep.equal([]);
  });
  it('takes algorithms by name and by OID, purposes by name and by OID', () => {
    expect(codes({ allowedAlgorithms: ['SM2-with-SM3'] })).to.deep.equal([]);
    expect(codes({ allowedAlgorithms: ['1.2.156.10197.1.501'] })).to.deep.equal([]);
    expect(codes({ allowedAlgorithms: ['sha256WithRSAEncryption'] })).to.include('ALGORITHM_NOT_ALLOWED');
    expect(answer({ allowedAlgorithms: ['sm2-with-sm3', 'sha3-512WithSomething'] }).ignored).to.deep.equal([
      'allowedAlgorithms: sha3-512WithSomething',
    ]);
    expect(codes({ extendedKeyUsages: ['serverAuth', '1.2.3'] })).to.deep.equal([]);
  });
  it('names what it could not read or does not know, and goes on', () => {
    const given = answer({ intermediates: ['AAAA', base64(sub.der)], crls: ['MAA='], comment: 'x' });
    expect(given.verdict).to.equal('valid');
    expect(given.unreadable.map(({ member, index, code }) => [member, index, code])).to.deep.equal([
      ['intermediates', 0, 'CERTIFICATE_MALFORMED'],
      ['crls', 0, 'CRL_MALFORMED'],
    ]);
    expect(given.ignored).to.deep.equal(['comment']);
  });
  it('a certificate that is none is invalid', () => {
    const given = answer({ certificate: 'MAA=' });
    expect([given.verdict, given.codes[0]?.code]).to.deep.equal(['invalid', 'CERTIFICATE_MALFORMED']);
  });

  const broken: Readonly<Record<string, Record<string, unknown>>> = {
    'no certificate': { certificate: undefined },
    'bytes that are no base64': { certificate: 'not base64!' },
    'base64 cut off': { intermediates: ['AAA'] },
    'a time that is none': { at: 'yesterday' },
    'a policy that is no OID': { initialPolicies: ['any'] },
    'a usage that does not exist': { keyUsages: ['sign'] },
    'a mode that does not exist': { revocation: 'hard' },
    'text for a yes': { requireExplicitPolicy: 'yes' },
    'a subtree of two forms': { permittedSubtrees: [{ dNSName: 'a', rfc822Name: 'b' }] },
    'a block without bits': { permittedSubtrees: [{ iPAddress: '192.0.2.1' }] },
  };
  for (const [what, more] of Object.entries(broken)) {
    it(`answers a question with ${what}`, () => {
      const given = answer(more, { isWellFormed: false });
      expect(given).to.deep.include({ id: 'question 1', verdict: 'indeterminate', path: null });
      expect(given.codes.map(({ code }) => code)).to.deep.equal(['QUESTION_INVALID']);
    });
  }
  it('answers a subtree that is no general name', () => {
    for (const word of ['MAA=', { otherName: { typeId: '1.2.3', value: 'AAAA' } }, { directoryName: 'BQA=' }]) {
      expect(answer({ permittedSubtrees: [word] }).codes[0]?.code).to.equal('QUESTION_INVALID');
    }
  });

  it('as a program: a line for a line, whatever they are, and status 0', async () => {
    const place = await emptyFolder();
    const lines = [
      JSON.stringify(question({ id: 7 })),
      'not JSON',
      '',
      '[]',
      '"text"',
      '\ufffd{',
      JSON.stringify(question({ id: 'last' })),
    ];
    const ran = await runCli(['pki', 'verify-path'], { cwd: place.folder, offline: true, stdin: lines.join('\n') });
    await place.remove();
    expect(ran.err).to.equal('');
    expect(ran.status).to.equal(0);
    const answers: VerifyPathAnswer[] = ran.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(answers.map(({ id, verdict, codes: [first] }) => [id, verdict, first?.code])).to.deep.equal([
      [7, 'valid', undefined],
      [null, 'indeterminate', 'LINE_NOT_JSON'],
      [null, 'indeterminate', 'QUESTION_INVALID'],
      [null, 'indeterminate', 'QUESTION_INVALID'],
      [null, 'indeterminate', 'LINE_NOT_JSON'],
      ['last', 'valid', undefined],
    ]);
  });
  it('as a program: wrong usage ends with 3', async () => {
    const place = await emptyFolder();
    for (const args of [
      ['pki', 'verify-path', '--fast'],
      ['pki', 'verify-path', 'file'],
      ['pki', 'unknown'],
      ['pki'],
    ]) {
      expect((await runCli(args, { cwd: place.folder, offline: true })).status, args.join(' ')).to.equal(3);
    }
    await place.remove();
  });

  it('keeps no line that is longer than the limit', async () => {
    async function* source() {
      for (const piece of ['ab\n', 'abcdef', 'ghij\nxy', 'z\n', '\n', 'abcdefg']) yield Buffer.from(piece);
    }
    const lines: (string | undefined)[] = [];
    for await (const line of boundedLines(source(), 5)) lines.push(line?.toString());
    expect(lines).to.deep.equal(['ab', undefined, 'xyz', undefined]);
    expect(answerLine(undefined, NOW).codes[0]?.code).to.equal('LINE_TOO_LONG');
  });
});
