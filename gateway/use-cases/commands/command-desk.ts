import type { BatchLeaf } from '../../../chaincode/model/batch-leaf.js';
import type { Command, CommandKind, CommandOf } from '../../../chaincode/model/command.js';
import { commandDigest } from '../../../chaincode/model/command-digest.js';
import type { NetworkRecord } from '../../../chaincode/model/records.js';
import { PURPOSE_OF_KIND, type TransactionInput } from '../../../chaincode/model/transaction.js';
import { encodeBase64url } from '../../../pki/encoding/base64url.js';
import { canonicalBytes, canonicalJson } from '../../../pki/encoding/canonical-json.js';
import { formatTime } from '../../../pki/encoding/times.js';
import type { Signer } from '../../../pki/signer/signer.js';
import { sm3Hex } from '../../../pki/sm3.js';
import { AppError } from '../../domain/errors.js';
import type { Clock } from '../../domain/ports/clock.js';
import { DOMAIN_KEYS, type KeyRing } from '../../domain/ports/key-ring.js';
import type { Ledger } from '../../domain/ports/ledger.js';
import type { Outbox } from '../../domain/ports/outbox.js';
import type { Committed } from '../contract.js';
import { asAppError } from './ledger-refusal.js';

/** How long a command may wait for the ledger; the rules allow 24 hours at most. */
const LIFETIME_MS = 23 * 3600_000;

/** What a command is about; the desk adds who, where and until when. */
export interface Order<K extends CommandKind> {
  kind: K;
  target: string;
  reason: string;
  body: CommandOf<K>['body'];
  /** Read from the ledger when absent. */
  expectedVersion?: number;
}

export type AuthorityKind = 'licence-batch' | 'licence-state';
export type GovernanceKind = Exclude<CommandKind, AuthorityKind | 'network-found'>;

/** A command, signed and ready to be kept before it is sent. */
export interface SignedOrder {
  digest: string;
  kind: CommandKind;
  target: string;
  input: TransactionInput;
  /** Canonical JSON of `input`. */
  text: string;
}

/** The only place where this gateway signs commands: in the process that has just authenticated the order. */
export interface CommandDesk {
  network(): Promise<NetworkRecord>;
  /** Signs with the domain's governance key, keeps, and submits. */
  govern<K extends GovernanceKind>(order: Order<K>): Promise<Committed>;
  /** Signs for an authority; does not send. */
  sign<K extends AuthorityKind>(
    order: Order<K> & { authority: string; certificate: string; signer: Signer; leaves?: BatchLeaf[] },
  ): Promise<SignedOrder>;
  /** Keeps (unless the caller has done so) and submits. */
  send(signed: SignedOrder, options?: { kept: boolean }): Promise<Committed>;
}

export interface CommandDeskDeps {
  domain: string;
  ledger: Ledger;
  outbox: Outbox;
  keys: KeyRing;
  clock: Clock;
}

export function createCommandDesk({ domain, ledger, outbox, keys, clock }: CommandDeskDeps): CommandDesk {
  let founded: NetworkRecord | undefined;

  const network = async () => {
    if (founded === undefined) {
      const entry = (await ledger.read(['network'])).entries.get('network');
      if (entry?.record.kind !== 'network') throw new AppError('LEDGER_REFUSED', 'the network has not been founded');
      founded = entry.record;
    }
    return founded;
  };

  const head = async <K extends CommandKind>(order: Order<K>, signer: string) => {
    const now = clock.now();
    return {
      network: (await network()).network,
      ledger: ledger.ledgerId,
      domain,
      kind: order.kind,
      target: order.target,
      expectedVersion: order.expectedVersion ?? (await versionOf(order.target)),
      reason: order.reason,
      issuedAt: formatTime(now),
      expires: formatTime(now + LIFETIME_MS),
      signer,
      body: order.body,
    };
  };

  const versionOf = async (key: string) => (await ledger.read([key])).entries.get(key)?.record.version ?? 0;

  const seal = async (command: Command, signer: Signer, leaves?: BatchLeaf[]): Promise<SignedOrder> => {
    const signature = await signer.sign(PURPOSE_OF_KIND[command.kind], canonicalBytes(command));
    const input: TransactionInput = {
      command,
      signature: encodeBase64url(signature),
      ...(leaves === undefined ? {} : { leaves }),
    };
    return {
      digest: commandDigest(command),
      kind: command.kind,
      target: command.target,
      input,
      text: canonicalJson(input),
    };
  };

  const send: CommandDesk['send'] = async (signed, options = { kept: false }) => {
    if (!options.kept) await outbox.add({ digest: signed.digest, kind: signed.kind, input: signed.text });
    try {
      const { transactionId, blockNumber } = await ledger.submit(signed.input);
      await outbox.committed(signed.digest);
      return { target: signed.target, version: signed.input.command.expectedVersion + 1, transactionId, blockNumber };
    } catch (error) {
      const refusal = asAppError(error);
      if (refusal.code === 'LEDGER_REFUSED' || refusal.code === 'LEDGER_CONFLICT') {
        await outbox.refused(signed.digest, String(refusal.details.ledgerCode));
      }
      throw refusal;
    }
  };

  return {
    network,
    send,

    async govern(order) {
      const signer = await keys.signer(DOMAIN_KEYS.governance);
      // The head and the body belong to one kind: `Order<K>` ties them.
      const command = (await head(order, sm3Hex(signer.publicKey))) as Command;
      return send(await seal(command, signer));
    },

    async sign({ authority, certificate, signer, leaves, ...order }) {
      const command = { ...(await head(order as Order<AuthorityKind>, certificate)), authority } as Command;
      return seal(command, signer, leaves);
    },
  };
}
