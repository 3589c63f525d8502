import { MAX_BATCH } from '../../../chaincode/model/batch-leaf.js';
import { ISSUE_REASON } from '../../../chaincode/model/reasons.js';
import { AppError } from '../../domain/errors.js';
import type { Actor } from '../../domain/policy/actor.js';
import { authorise } from '../../domain/policy/authorise.js';
import type { Ledger } from '../../domain/ports/ledger.js';
import type { KnownOrder, LicenceStore } from '../../domain/ports/licence-store.js';
import type { BatchLine, LicenceStage, UseCases } from '../contract.js';
import type { PermitSealUse } from '../seals/permit-seal-use.js';
import type { IssueBatch } from './issue-batch.js';
import { stageOf } from './licence-view.js';
import { type PressDeps, preparePress } from './press.js';
import { type OrderReader, type ReadOrder, readRow } from './read-orders.js';

/** One chunk is signed while the one before waits for the ledger. */
const CHUNKS_IN_FLIGHT = 2;
/** Each of them meets somebody else who was faster with some of the same keys. */
const ATTEMPTS = 8;

export interface IssueLicencesDeps extends PressDeps {
  ledger: Ledger;
  licences: LicenceStore;
  readOrders: OrderReader;
  issueBatch: IssueBatch;
  permitSealUse: PermitSealUse;
}

/**
 * Somebody else was sending the same keys at the same time, which are known now, or has taken the rest of a grant, which shows now
 * in what is permitted.
 */
const PASSING: readonly string[] = ['IDEMPOTENCY_CONFLICT', 'LEDGER_CONFLICT', 'SEAL_QUOTA_EXHAUSTED'];

type Accepted = Extract<ReadOrder, { ok: true }>;

export function createIssueLicences(deps: IssueLicencesDeps): UseCases['issueLicences'] {
  const issueChunk = createIssueChunk(deps);
  return async function* issueLicences(actor, { authority, rows }) {
    authorise(actor, 'licence.issue', { tenant: authority, domain: deps.domain });
    const inFlight: { keys: Set<string>; lines: Promise<BatchLine[]> }[] = [];
    let row = 1;
    for await (const chunk of chunks(rows, MAX_BATCH)) {
      const inputs = chunk.map(readRow);
      const keys = new Set(inputs.flatMap((input) => idempotencyKeyOf(input?.value)));
      // A key that is on its way already has to arrive before it can be met again.
      while (
        inFlight.length >= CHUNKS_IN_FLIGHT ||
        inFlight.some((other) => [...keys].some((key) => other.keys.has(key)))
      ) {
        yield* (await inFlight.shift()?.lines) ?? [];
      }
      const lines = issueChunk(actor, authority, inputs, row);
      // Awaited below in order; until then a rejection is nobody's.
      lines.catch(() => undefined);
      inFlight.push({ keys, lines });
      row += chunk.length;
    }
    for (const { lines } of inFlight) yield* await lines;
  };
}

export function createIssueLicence(deps: IssueLicencesDeps): UseCases['issueLicence'] {
  const issueChunk = createIssueChunk(deps);
  return async (actor, { authority, order }) => {
    authorise(actor, 'licence.issue', { tenant: authority, domain: deps.domain });
    const [line] = await issueChunk(actor, authority, [{ value: order }], 1);
    if (line === undefined) throw new AppError('INTERNAL', 'an order without an answer');
    return line;
  };
}

function createIssueChunk({ readOrders, issueBatch, permitSealUse, licences, ledger, ...rest }: IssueLicencesDeps) {
  const issueNew = async (actor: Actor, authority: string, items: Accepted[]): Promise<LineFor> => {
    const answers: LineFor = new Map();
    if (items.length === 0) return answers;
    try {
      const press = await preparePress(authority, { ...rest, ledger });
      const permit = await permitSealUse(actor, press, items.length);
      for (const { item } of items.slice(permit.allowed)) answers.set(item, { code: permit.code });
      const allowed = items.slice(0, permit.allowed);
      if (allowed.length === 0) return answers;
      const { blockNumber } = await issueBatch(
        allowed.map(({ item }) => item),
        press,
        ISSUE_REASON,
        permit.order,
      );
      const stage = blockNumber === undefined ? 'signed' : 'submitted';
      for (const { item } of allowed) answers.set(item, { licenceId: item.identifier.text, stage, repeated: false });
    } catch (error) {
      if (!(error instanceof AppError) || PASSING.includes(error.code)) throw error;
      const code = typeof error.details.ledgerCode === 'string' ? error.details.ledgerCode : error.code;
      for (const { item } of items) answers.set(item, { code });
    }
    return answers;
  };

  const issueOnce = async (
    actor: Actor,
    authority: string,
    orders: ReadOrder[],
    firstRow: number,
  ): Promise<BatchLine[]> => {
    const accepted = orders.filter((order) => order.ok);
    const known = byKey(
      await licences.knownOrders(
        authority,
        accepted.map(({ idempotencyKey }) => idempotencyKey),
      ),
    );
    const fresh = new Map<string, Accepted>();
    for (const order of accepted) {
      if (!known.has(order.idempotencyKey) && !fresh.has(order.idempotencyKey)) fresh.set(order.idempotencyKey, order);
    }
    // What the ledger has and this database has not was issued before the database was set back.
    const onLedger = (await ledger.read([...fresh.values()].map(({ item }) => item.ledgerKey))).entries;
    const issued = await issueNew(
      actor,
      authority,
      [...fresh.values()].filter(({ item }) => !onLedger.has(item.ledgerKey)),
    );

    const answer = (order: Accepted): Answer => {
      const licenceId = order.item.identifier.text;
      const before = known.get(order.idempotencyKey);
      const first = fresh.get(order.idempotencyKey);
      if ((before?.orderMac ?? first?.item.orderMac) !== order.item.orderMac)
        return { code: 'IDEMPOTENCY_CONFLICT', licenceId: before?.licenceId ?? licenceId };
      if (before !== undefined) return { licenceId: before.licenceId, stage: stageOf(before), repeated: true };
      if (onLedger.has(order.item.ledgerKey)) return { code: 'LICENCE_EVIDENCE_LOST', licenceId };
      const made = first === undefined ? undefined : issued.get(first.item);
      if (made === undefined) throw new AppError('INTERNAL', 'an order without an answer');
      return first === order || 'code' in made ? made : { ...made, repeated: true };
    };
    return orders.map((order, at): BatchLine => {
      const row = firstRow + at;
      if (order.ok) return { row, idempotencyKey: order.idempotencyKey, ...answer(order) };
      const { ok: _ok, ...refusal } = order;
      return { row, ...refusal };
    });
  };

  return async (
    actor: Actor,
    authority: string,
    inputs: readonly ({ value: unknown } | undefined)[],
    firstRow: number,
  ) => {
    const readable = inputs.flatMap((input) => (input === undefined ? [] : [input.value]));
    const read = (await readOrders(authority, readable)).values();
    const orders = inputs.map((input): ReadOrder => {
      const next = input === undefined ? undefined : read.next().value;
      return next ?? { ok: false, code: 'ROW_MALFORMED' };
    });
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await issueOnce(actor, authority, orders, firstRow);
      } catch (error) {
        const passes = error instanceof AppError && PASSING.includes(error.code);
        if (!passes || attempt === ATTEMPTS) throw error;
      }
    }
  };
}

type Answer = { licenceId: string; stage: LicenceStage; repeated: boolean } | { code: string; licenceId?: string };
type LineFor = Map<Accepted['item'], Answer>;

function byKey(known: KnownOrder[]): Map<string, KnownOrder> {
  return new Map(known.map((order) => [order.idempotencyKey, order]));
}

function idempotencyKeyOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const key: unknown = Reflect.get(value, 'idempotencyKey');
  return typeof key === 'string' ? [key] : [];
}

async function* chunks(rows: AsyncIterable<string>, size: number): AsyncIterable<string[]> {
  let chunk: string[] = [];
  for await (const row of rows) {
    chunk.push(row);
    if (chunk.length === size) {
      yield chunk;
      chunk = [];
    }
  }
  if (chunk.length > 0) yield chunk;
}
