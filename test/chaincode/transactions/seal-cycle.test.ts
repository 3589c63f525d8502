import { expect } from 'chai';
import type { CommandOf } from '../../../chaincode/model/command.js';
import { ledgerKeys } from '../../../chaincode/model/keys.js';
import type { TransactionInput } from '../../../chaincode/model/transaction.js';
import { formatTime } from '../../../pki/encoding/times.js';
import { sm3Hex } from '../../../pki/sm3.js';
import { ledgerCode } from '../../support/ledger-error.js';
import { freshTestNetwork, sealInput, type TestNetwork } from '../../support/ledger-network.js';
import { DAY_MS, type TestAuthority, type TestDomain } from '../../support/test-domain.js';

const APPLICATION = 'a'.repeat(64);
const SEAL = 'b'.repeat(64);
/** Synthetic people, by what the ledger knows of them. */
const [ANNA, BO, CHEN] = ['anna', 'bo', 'chen'].map((name) => sm3Hex(Buffer.from(name))) as [string, string, string];

type Body<K extends 'seal-apply' | 'seal-decide' | 'seal-make' | 'seal-state'> = CommandOf<K>['body'];
type Header = { reason?: string; expectedVersion?: number };

describe('the life of a seal', () => {
  let net: TestNetwork;
  let domain: TestDomain;
  let authority: TestAuthority;
  beforeEach(async () => {
    net = await freshTestNetwork();
    domain = net.domains['44'];
    authority = domain.authorities[0];
  });

  const target = ledgerKeys.sealApplication(APPLICATION);
  const codeOf = (input: TransactionInput) => ledgerCode(net.submit(input));
  const apply = (changes: Partial<Body<'seal-apply'>> = {}, header: Header = {}, by = domain) =>
    codeOf(
      net.govern(by, 'seal-apply', {
        target,
        body: { authority: authority.uscc, esId: 'new', sealClass: 'statutory-name', applicant: ANNA, ...changes },
        header,
      }),
    );
  const decide = (changes: Partial<Body<'seal-decide'>> = {}, header: Header = {}, by = domain) =>
    codeOf(net.govern(by, 'seal-decide', { target, body: { decision: 'approved', approver: BO, ...changes }, header }));
  const make = (changes: Partial<Body<'seal-make'>> = {}, by = domain) =>
    codeOf(
      net.govern(by, 'seal-make', {
        target,
        body: { seal: SEAL, makerCertificate: domain.sealMaker.fingerprint, maker: ANNA, ...changes },
      }),
    );
  const file = (changes: Partial<CommandOf<'seal-register'>['body']> & { seal?: string } = {}) =>
    codeOf(
      sealInput(net, domain, authority, { seal: SEAL, esId: 'new', application: APPLICATION, filer: BO, ...changes }),
    );
  const change = (
    state: Body<'seal-state'>['state'],
    person?: string,
    more: Partial<Body<'seal-state'>> & Header = {},
  ) => {
    const { reason, distrustFrom } = more;
    return codeOf(
      net.govern(domain, 'seal-state', {
        target: ledgerKeys.seal(SEAL),
        body: { state, ...(person !== undefined && { person }), ...(distrustFrom !== undefined && { distrustFrom }) },
        header: reason === undefined ? {} : { reason },
      }),
    );
  };
  const use = (person?: string) => change('active', person, { reason: 'put-into-use' });
  const application = () => net.record('seal-application', target);
  const seal = (digest = SEAL) => net.record('seal', ledgerKeys.seal(digest));
  const done = async (...steps: Promise<string | undefined>[]) => {
    for (const step of steps) expect(await step).to.equal(undefined);
  };
  const upTo = async (state: 'applied' | 'approved' | 'made' | 'filed' | 'active') => {
    const steps = { applied: apply, approved: decide, made: make, filed: file, active: () => use(ANNA) };
    for (const [reached, step] of Object.entries(steps)) {
      expect(await step(), reached).to.equal(undefined);
      if (reached === state) return;
    }
  };
  /** What the rules say of one licence under the seal. */
  const sealLicence = (digest = SEAL) =>
    codeOf(net.batch(authority, [net.leaf(authority, `under ${digest} ${net.now++}`, { seal: digest })]));

  it('goes from application to use by two persons, and only then seals', async () => {
    for (const [state, step] of [
      ['applied', apply],
      ['approved', decide],
      ['made', make],
      ['filed', file],
    ] as const) {
      expect(await sealLicence()).to.equal('SEAL_UNKNOWN');
      await done(step());
      expect(application().state).to.equal(state);
    }
    expect(seal()).to.include({ state: 'filed', version: 1, application: APPLICATION, filer: BO });
    expect(await sealLicence()).to.equal('SEAL_NOT_ACTIVE');
    await done(use(ANNA));
    expect(await sealLicence()).to.equal(undefined);
    expect(application()).to.include({ applicant: ANNA, approver: BO, maker: ANNA, seal: SEAL, version: 4 });
  });

  describe('seal-apply', () => {
    it('wants an authority of the domain, in office', async () => {
      expect(await apply({ authority: net.domains['43'].authorities[0].uscc })).to.equal('AUTHORITY_FOREIGN');
      expect(await apply({}, {}, net.domains['43'])).to.equal('AUTHORITY_FOREIGN');
      await net.submit(net.govern(domain, 'authority-end', { target: ledgerKeys.authority(authority.uscc), body: {} }));
      expect(await apply()).to.equal('AUTHORITY_ENDED');
    });

    it('is made once, under a number that is free', async () => {
      expect(await apply({ esId: authority.esId })).to.equal('SEAL_NUMBER_TAKEN');
      await done(apply());
      expect(await apply({ applicant: CHEN })).to.equal('STATE_CHANGE_ILLEGAL');
    });

    it('names the seal that it replaces, and one of the same authority', async () => {
      expect(await apply({ replaces: authority.seal })).to.equal('SEAL_APPLICATION');
      expect(await apply({}, { reason: 'replacement' })).to.equal('SEAL_APPLICATION');
      const other = domain.authorities[1].seal;
      expect(await apply({ replaces: other }, { reason: 'replacement' })).to.equal('SEAL_FOREIGN');
      expect(await apply({ replaces: SEAL }, { reason: 'renewal' })).to.equal('SEAL_UNKNOWN');
    });

    it('wants a target that is an application', async () => {
      const { command } = net.govern(domain, 'seal-apply', {
        target: ledgerKeys.seal(APPLICATION),
        body: { authority: authority.uscc, esId: 'new', sealClass: 'finance', applicant: ANNA },
      });
      const { body } = command as CommandOf<'seal-apply'>;
      expect(await codeOf(net.govern(domain, 'seal-apply', { target: command.target, body }))).to.equal(
        'COMMAND_TARGET',
      );
    });

    it('closes the way around it for this authority and for no other', async () => {
      const direct = (of: TestAuthority) =>
        codeOf(sealInput(net, domain, of, { seal: sm3Hex(Buffer.from(of.uscc)), esId: 'direct' }));
      await done(direct(authority));
      await done(apply());
      const around = sealInput(net, domain, authority, { seal: SEAL, esId: 'around' });
      expect(await codeOf(around)).to.equal('SEAL_APPLICATION');
      await done(direct(domain.authorities[1]));
    });
  });

  describe('seal-decide', () => {
    it('is another person’s than the applicant', async () => {
      await upTo('applied');
      expect(await decide({ approver: ANNA })).to.equal('SECOND_PERSON');
      expect(await decide({ approver: ANNA, decision: 'rejected' })).to.equal('SECOND_PERSON');
      await done(decide());
    });

    it('wants an application that waits for one, of the own domain', async () => {
      expect(await decide()).to.equal('ENTRY_MISSING');
      await upTo('applied');
      expect(await decide({}, {}, net.domains['43'])).to.equal('SEAL_FOREIGN');
      await done(decide());
      expect(await decide({ approver: CHEN })).to.equal('STATE_CHANGE_ILLEGAL');
    });

    it('wants a reason that fits', async () => {
      await upTo('applied');
      expect(await decide({}, { reason: 'duplicate' })).to.equal('REASON_UNKNOWN');
      expect(await decide({ decision: 'rejected' }, { reason: 'requirements-met' })).to.equal('REASON_UNKNOWN');
    });

    it('ends the application where it rejects', async () => {
      await upTo('applied');
      await done(decide({ decision: 'rejected' }));
      expect(await decide()).to.equal('STATE_CHANGE_ILLEGAL');
      expect(await make()).to.equal('STATE_CHANGE_ILLEGAL');
    });
  });

  describe('seal-make', () => {
    it('is another person’s than the approver, of what is approved', async () => {
      await upTo('applied');
      expect(await make()).to.equal('STATE_CHANGE_ILLEGAL');
      await done(decide());
      expect(await make({ maker: BO })).to.equal('SECOND_PERSON');
      expect(await make({}, net.domains['43'])).to.equal('SEAL_FOREIGN');
      await done(make());
      expect(await make({ maker: CHEN })).to.equal('STATE_CHANGE_ILLEGAL');
    });

    it('wants a live seal maker of the domain', async () => {
      await upTo('approved');
      expect(await make({ makerCertificate: net.domains['43'].sealMaker.fingerprint })).to.equal(
        'SIGNER_NOT_OF_DOMAIN',
      );
      expect(await make({ makerCertificate: domain.ca.fingerprint })).to.equal('SIGNER_PURPOSE');
      const { fingerprint } = domain.sealMaker;
      await net.submit(
        net.govern(domain, 'certificate-revoke', {
          target: ledgerKeys.certificate(fingerprint),
          body: { distrustFrom: formatTime(net.now) },
        }),
      );
      expect(await make()).to.equal('CERTIFICATE_REVOKED');
    });

    it('wants an authority that is still in office', async () => {
      await upTo('approved');
      await net.submit(net.govern(domain, 'authority-end', { target: ledgerKeys.authority(authority.uscc), body: {} }));
      expect(await make()).to.equal('AUTHORITY_ENDED');
    });
  });

  describe('the filing, a seal-register', () => {
    it('is another person’s than the maker', async () => {
      await upTo('made');
      expect(await file({ filer: ANNA })).to.equal('SECOND_PERSON');
      await done(file());
    });

    it('is of the very seal that was made of the application', async () => {
      await upTo('made');
      expect(await file({ seal: 'c'.repeat(64) })).to.equal('SEAL_APPLICATION');
      expect(await file({ esId: 'other' })).to.equal('SEAL_APPLICATION');
      expect(await file({ sealClass: 'finance' })).to.equal('SEAL_APPLICATION');
      expect(await file({ application: 'c'.repeat(64) })).to.equal('ENTRY_MISSING');
    });

    it('comes after the making, names its filer and leaves nothing else out', async () => {
      await upTo('approved');
      expect(await file()).to.equal('STATE_CHANGE_ILLEGAL');
      await done(make());
      const alone = sealInput(net, domain, authority, { seal: SEAL, esId: 'new', filer: BO });
      expect(await codeOf(alone)).to.equal('TRANSACTION_MALFORMED');
      const nobody = sealInput(net, domain, authority, { seal: SEAL, esId: 'new', application: APPLICATION });
      expect(await codeOf(nobody)).to.equal('PERSON_MISSING');
    });
  });

  describe('seal-state, of a seal that was applied for', () => {
    it('puts it into use by another person than the filer, for the one reason', async () => {
      await upTo('filed');
      expect(await use(BO)).to.equal('SECOND_PERSON');
      expect(await use()).to.equal('PERSON_MISSING');
      expect(await change('active', ANNA)).to.equal('REASON_UNKNOWN');
      expect(await change('frozen', ANNA)).to.equal('STATE_CHANGE_ILLEGAL');
      await done(use(ANNA));
      await done(change('frozen', ANNA));
      expect(await use(BO)).to.equal('REASON_UNKNOWN');
    });

    it('stops it by one person, and goes on by another', async () => {
      await upTo('active');
      expect(await change('frozen')).to.equal('PERSON_MISSING');
      await done(change('frozen', ANNA));
      expect(await sealLicence()).to.equal('SEAL_NOT_ACTIVE');
      expect(await change('active', ANNA)).to.equal('SECOND_PERSON');
      await done(change('active', BO));
      expect(await sealLicence()).to.equal(undefined);
    });

    it('cancels it by two, and never straight from use', async () => {
      await upTo('active');
      expect(await change('cancelled', CHEN)).to.equal('SECOND_PERSON');
      await done(change('lost', CHEN));
      expect(await change('active', BO)).to.equal('STATE_CHANGE_ILLEGAL');
      expect(await change('cancelled', CHEN)).to.equal('SECOND_PERSON');
      await done(change('cancelled', BO));
      expect(await change('active', ANNA)).to.equal('STATE_CHANGE_ILLEGAL');
    });

    it('moves the time of distrust of a lost seal back, whoever does', async () => {
      await upTo('active');
      await done(change('lost', ANNA, { distrustFrom: formatTime(net.now - DAY_MS) }));
      await done(change('lost', ANNA, { distrustFrom: formatTime(net.now - 2 * DAY_MS) }));
      expect(await change('lost', ANNA, { distrustFrom: formatTime(net.now) })).to.equal('DISTRUST_LATER');
      expect(await change('lost', ANNA)).to.equal('STATE_CHANGE_ILLEGAL');
    });
  });

  describe('a seal that takes the place of another', () => {
    const upToFiled = async () => {
      await done(apply({ replaces: authority.seal }, { reason: 'replacement' }));
      await done(decide());
      await done(make());
      await done(file());
    };

    it('ends it when it is put into use, and not before', async () => {
      await upToFiled();
      expect(await sealLicence(authority.seal)).to.equal(undefined);
      await done(use(ANNA));
      expect(seal(authority.seal)).to.include({ state: 'remade', version: 2 });
      expect(await sealLicence(authority.seal)).to.equal('SEAL_NOT_ACTIVE');
      expect(await sealLicence()).to.equal(undefined);
    });

    it('leaves a lost one lost', async () => {
      const before = { target: ledgerKeys.seal(authority.seal), body: { state: 'lost' } } as const;
      await net.submit(net.govern(domain, 'seal-state', before));
      await upToFiled();
      await done(use(ANNA));
      expect(seal(authority.seal)).to.include({ state: 'lost', version: 2 });
    });

    it('leaves it open to be distrusted, and closed to everything else', async () => {
      await upToFiled();
      await done(use(ANNA));
      const about = (state: Body<'seal-state'>['state'], distrustFrom?: string) =>
        codeOf(
          net.govern(domain, 'seal-state', {
            target: ledgerKeys.seal(authority.seal),
            body: { state, ...(distrustFrom !== undefined && { distrustFrom }) },
          }),
        );
      expect(await about('active')).to.equal('STATE_CHANGE_ILLEGAL');
      expect(await about('frozen')).to.equal('STATE_CHANGE_ILLEGAL');
      await done(about('lost', formatTime(net.now - DAY_MS)));
      expect(seal(authority.seal)).to.include({ state: 'lost', distrustFrom: formatTime(net.now - DAY_MS) });
    });
  });

  describe('use-journal-anchor', () => {
    const [first, second] = ['1'.repeat(64), '2'.repeat(64)];
    const anchor = (count: number, head: string, { of = '44', by = domain, start = first } = {}) =>
      codeOf(net.govern(by, 'use-journal-anchor', { target: ledgerKeys.useJournal(of, start), body: { count, head } }));
    const journal = () => net.record('use-journal', ledgerKeys.useJournal('44', first));

    it('only grows', async () => {
      await done(anchor(1, first));
      expect(await anchor(1, first)).to.equal('JOURNAL_SHORTER');
      expect(await anchor(1, second)).to.equal('JOURNAL_SHORTER');
      await done(anchor(7, second));
      expect(await anchor(7, first)).to.equal('JOURNAL_SHORTER');
      expect(await anchor(6, first)).to.equal('JOURNAL_SHORTER');
      expect(journal()).to.include({ count: 7, digest: second, version: 2 });
    });

    it('is the domain’s own, under a key of the form', async () => {
      expect(await anchor(1, first, { by: net.domains['43'] })).to.equal('COMMAND_TARGET');
      expect(await anchor(1, first, { start: 'short' })).to.equal('COMMAND_TARGET');
    });
  });
});
