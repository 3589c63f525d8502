import protos from 'fabric-protos';

/** An envelope, read strictly: who wrote it, when, and what it carries. */
export interface FabricEnvelope {
  /** A type of common.HeaderType. */
  type: number;
  transactionId: string;
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
  const { payload } = strictly(protos.common.Envelope, bytes);
  const { header, data } = strictly(protos.common.Payload, payload ?? new Uint8Array());
  const channelHeader = strictly(protos.common.ChannelHeader, header?.channel_header ?? new Uint8Array());
  strictly(protos.common.SignatureHeader, header?.signature_header ?? new Uint8Array());
  const { seconds, nanos } = channelHeader.timestamp ?? {};
  return {
    type: channelHeader.type ?? 0,
    transactionId: channelHeader.tx_id ?? '',
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
