import type { Command } from 'commander';
import type { ExitStatus } from '../cli-error.js';
import type { Terminal } from '../terminal.js';
import type { CaIssueOptions } from './ca-command.js';
import type { CeremonyOptions } from './ceremony-command.js';
import type { CrlOptions } from './crl-command.js';
import type { CsrOptions } from './csr-command.js';
import type { OcspOptions } from './ocsp-command.js';
import type { StampOptions, TsaVerifyOptions } from './tsa-command.js';

/** What a certificate authority does on files, without a gateway. */
export function addAuthorityCommands(pki: Command, terminal: Terminal, end: (status: ExitStatus) => void): void {
  const keyed = (command: Command): Command =>
    command
      .option('--keys <folder>', 'folder of encrypted keys')
      .option('--passphrase-file <file>', "the folder's passphrase; typed unless given")
      .option('--ceremony <folder>', "a root's folder, which two passphrases open")
      .option('--passphrase-files <files...>', 'the passphrases of both holders; typed unless given')
      .requiredOption('--key <id>', 'name of the key');
  const named = (command: Command): Command =>
    command
      .requiredOption('--common-name <text>', 'CN of the subject')
      .option('--organization <text>', 'O of the subject')
      .option('--organization-identifier <text>', 'its unified social credit code');
  const out = (command: Command): Command => command.requiredOption('--out <file>', 'where the result goes');

  pki
    .command('ceremony')
    .description('make a root with two people: its key opens only with both passphrases; see docs/key-ceremony.md')
    .requiredOption('--folder <folder>', 'made anew')
    .requiredOption('--organization <text>', 'O of the subject')
    .requiredOption('--common-name <text>', 'CN of the subject')
    .requiredOption('--holders <names...>', 'the two people')
    .option('--years <number>', 'validity', '20')
    .option('--passphrase-files <files...>', 'the passphrases of both holders; typed unless given')
    .action(async (options: CeremonyOptions) => {
      end(await (await import('./ceremony-command.js')).ceremonyCommand(options, terminal));
    });

  out(named(keyed(pki.command('csr').description('a PKCS#10 request; makes the key when there is none'))))
    .requiredOption('--use <use>', 'what a new key will be for')
    .action(async (options: CsrOptions) => {
      end(await (await import('./csr-command.js')).csrCommand(options, terminal));
    });

  const ca = pki.command('ca').description('a certificate authority');
  out(named(keyed(ca.command('issue').description('a certificate from a request: 1 when it proves no possession'))))
    .requiredOption('--ca <file>', "the CA's certificate")
    .requiredOption('--request <file>', 'PKCS#10, DER or PEM')
    .requiredOption('--profile <profile>', 'issuing-ca, licence-signing, seal-signing, timestamping, ocsp-signing …')
    .requiredOption('--days <number>', 'validity; never beyond the end of the CA')
    .option('--dns-name <names...>', 'of a TLS server')
    .option('--crl-url <urls...>', 'where its revocation lists will be')
    .option('--ocsp-url <urls...>', 'where its OCSP responder will be')
    .action(async (options: CaIssueOptions) => {
      end(await (await import('./ca-command.js')).caIssueCommand(options, terminal));
    });

  out(keyed(pki.command('crl').description('a revocation list, full or delta')))
    .requiredOption('--ca <file>', "the CA's certificate")
    .requiredOption('--number <number>', 'grows with every list')
    .option('--base <number>', 'makes a delta list: the number of the full list that it adds to')
    .option('--revoked <file>', 'JSON lines: serialNumber, revokedAt, reason, invalidAt')
    .option('--days <number>', 'until the next list', '7')
    .action(async (options: CrlOptions) => {
      end(await (await import('./crl-command.js')).crlCommand(options, terminal));
    });

  out(keyed(pki.command('ocsp').description('answer an OCSP request from files')))
    .requiredOption('--ca <file>', "the CA's certificate")
    .requiredOption('--responder <file>', "the responder's certificate")
    .requiredOption('--issued <file>', 'serial numbers that were issued, in hex')
    .option('--revoked <file>', 'JSON lines: serialNumber, revokedAt, reason, invalidAt')
    .requiredOption('--request <file>', 'OCSPRequest, DER')
    .option('--minutes <number>', 'how long the answer is good', '60')
    .action(async (options: OcspOptions) => {
      end(await (await import('./ocsp-command.js')).ocspCommand(options, terminal));
    });

  const tsa = pki.command('tsa').description('timestamps (RFC 3161)');
  out(tsa.command('request').description('ask for a timestamp over a file'))
    .requiredOption('--data <file>', 'what is to be stamped')
    .action(async (options: { data: string; out: string }) => {
      end(await (await import('./tsa-command.js')).tsaRequestCommand(options));
    });
  out(keyed(tsa.command('stamp').description('answer a request: 1 when it is refused')))
    .requiredOption('--certificate <file>', "the timestamp authority's certificate")
    .requiredOption('--query <file>', 'TimeStampReq, DER')
    .action(async (options: StampOptions) => {
      end(await (await import('./tsa-command.js')).tsaStampCommand(options, terminal));
    });
  tsa
    .command('verify')
    .description('whether a token stamps a file: 0 yes, 1 no, 3 unreadable')
    .requiredOption('--token <file>', 'token or response, DER')
    .requiredOption('--data <file>', 'what was stamped')
    .option('--certificate <files...>', "the authority's, where the token does not hold it")
    .action(async (options: TsaVerifyOptions) => {
      end(await (await import('./tsa-command.js')).tsaVerifyCommand(options, terminal));
    });
}
