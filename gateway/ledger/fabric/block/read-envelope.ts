import protos from 'fabric-protos';
import { sha256 } from '../client/identity.js';

/** An envelope: when it was written, and what it carries. */
export interface FabricEnvelope {
  /** A type of common.HeaderType. */
  type: number;
  /** As the header says; `madeId` is what it has to be, SHA-256 of nonce and creator. */
  transactionId: string;
  madeId: string;
  isSigned: boolean;
  /** Milliseconds since 1970, the client's word. */
  at: number;
  channel: string;
  /** A Transaction or a ConfigEnvelope, by the type. */
  data: Uint8Array;
}

interface Codec<T> {
  decode(bytes: Uint8Array): T;
  encode(message: T): { finish(): Uint8Array };
}

/**
 * Throws TypeError where the bytes are not the one encoding of what they say. A block's data hash runs over its envelopes without
 * their lengths, and protobuf reads two messages in a row as one: only a strict reader sees one content behind one hash.
 */
export function readEnvelope(bytes: Uint8Array): FabricEnvelope {
  return read(bytes, strictly);
}

/** The same as Fabric reads it, whatever else stands in the bytes. Throws what protobuf throws. */
export function readLooseEnvelope(bytes: Uint8Array): FabricEnvelope {
  return read(bytes, (codec, each) => codec.decode(each));
}

function read(bytes: Uint8Array, as: <T>(codec: Codec<T>, bytes: Uint8Array) => T): FabricEnvelope {
  const { payload, signature } = as(protos.common.Envelope, bytes);
  const { header, data } = as(protos.common.Payload, payload ?? new Uint8Array());
  const channelHeader = as(protos.common.ChannelHeader, header?.channel_header ?? new Uint8Array());
  const { nonce, creator } = as(protos.common.SignatureHeader, header?.signature_header ?? new Uint8Array());
  const { seconds, nanos } = channelHeader.timestamp ?? {};
  return {
    type: channelHeader.type ?? 0,
    transactionId: channelHeader.tx_id ?? '',
    madeId: sha256(nonce ?? new Uint8Array(), creator ?? new Uint8Array()).toString('hex'),
    isSigned: (signature?.length ?? 0) > 0,
    at: Number(String(seconds ?? 0)) * 1_000 + Math.floor((nanos ?? 0) / 1_000_000),
    channel: channelHeader.channel_id ?? '',
    data: data ?? new Uint8Array(),
  };
}

function strictly<T>(codec: Codec<T>, bytes: Uint8Array): T {
  const message = codec.decode(bytes);
  if (Buffer.compare(codec.encode(message).finish(), bytes) !== 0)
    throw new TypeError('not the encoding of its content');
  return message;
}
