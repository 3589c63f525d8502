const NEWLINE = 0x0a;

/** The lines of a stream as bytes, without their ends; blank ones are left out, as a gateway does. */
export async function* linesOf(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  for await (const piece of source) {
    const chunk = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      const line = Buffer.concat([...parts, chunk.subarray(from, end)]);
      parts = [];
      from = end + 1;
      if (!isBlank(line)) yield line;
    }
    if (from < chunk.length) parts.push(chunk.subarray(from));
  }
  const last = Buffer.concat(parts);
  if (!isBlank(last)) yield last;
}

function isBlank(line: Buffer): boolean {
  return line.length < 100 && line.toString('utf8').trim() === '';
}
