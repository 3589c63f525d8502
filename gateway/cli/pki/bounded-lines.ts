const NEWLINE = 0x0a;

/** A line without its end; undefined for one that is longer than the limit, whose bytes are not kept. */
export type BoundedLine = Buffer | undefined;

/** The lines of a stream, each of `limit` bytes at most; blank ones are left out. */
export async function* boundedLines(source: AsyncIterable<Uint8Array>, limit: number): AsyncGenerator<BoundedLine> {
  let parts: Buffer[] = [];
  let length = 0;
  const take = (piece: Buffer) => {
    length += piece.length;
    if (length <= limit) parts.push(piece);
    else parts = [];
  };
  const finish = (): BoundedLine => {
    const line = length <= limit ? Buffer.concat(parts) : undefined;
    parts = [];
    length = 0;
    return line;
  };
  for await (const piece of source) {
    const chunk = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      take(chunk.subarray(from, end));
      from = end + 1;
      const line = finish();
      if (!isBlank(line)) yield line;
    }
    take(chunk.subarray(from));
  }
  const last = finish();
  if (!isBlank(last)) yield last;
}

function isBlank(line: BoundedLine): boolean {
  return line !== undefined && line.length < 100 && line.toString('utf8').trim() === '';
}
