import { gzipSync } from 'node:zlib';

const BLOCK = 512;
const MODE = 0o644;

/** A gzipped tar (POSIX ustar) of plain files. No clock, no owner: the same files are the same bytes on every machine. */
export function tarGz(files: readonly { name: string; content: Uint8Array }[]): Uint8Array {
  const parts = files.flatMap(({ name, content }) => [
    header(name, content.length),
    content,
    new Uint8Array((BLOCK - (content.length % BLOCK)) % BLOCK),
  ]);
  // Stored, not compressed: what zlib makes of the same bytes differs from one processor to the next.
  const archive = gzipSync(Buffer.concat([...parts, new Uint8Array(2 * BLOCK)]), { level: 0 });
  // The tenth octet names the system that compressed (RFC 1952 §2.3.1): 255 is unknown.
  archive[9] = 0xff;
  return archive;
}

function header(name: string, size: number): Uint8Array {
  const block = Buffer.alloc(BLOCK);
  if (Buffer.byteLength(name) > 100) throw new RangeError(`name too long for a tar header: ${name}`);
  const octal = (value: number, at: number, length: number) =>
    block.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at, 'latin1');
  block.write(name, 0, 'utf8');
  octal(MODE, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(0, 136, 12);
  block.write('        ', 148, 'latin1');
  block.write('0', 156, 'latin1');
  block.write('ustar\x0000', 257, 'latin1');
  const sum = block.reduce((total, octet) => total + octet, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}
