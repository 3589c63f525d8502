import { crc32 } from 'node:zlib';
import { Resvg } from '@resvg/resvg-js';
import { sizeBetween } from './text.js';

const MILLIMETRES_PER_INCH = 25.4;
/** Signature and IHDR of a PNG (ISO/IEC 15948 §5.2, §11.2.2). */
const HEAD = 8 + 25;

/**
 * A picture of ours as PNG on a transparent ground, at a resolution in dots per inch which its pHYs chunk states: whoever prints it
 * by that gets its millimetres back. `width` in millimetres. The same picture gives the same bytes.
 *
 * @throws SealPictureError SIZE_INVALID
 */
export function rasterise(svg: string, width: number, dpi: number): Uint8Array {
  const pixels = Math.round((width / MILLIMETRES_PER_INCH) * sizeBetween('dpi', dpi, 72, 2400));
  const drawn = new Resvg(svg, { fitTo: { mode: 'width', value: pixels }, font: { loadSystemFonts: false } }).render();
  const png = drawn.asPng();
  const density = Math.round((pixels / width) * 1000);
  return Uint8Array.from(Buffer.concat([png.subarray(0, HEAD), physicalPixels(density), png.subarray(HEAD)]));
}

/** pHYs (ISO/IEC 15948 §11.3.4.3): pixels per metre, in both directions. */
function physicalPixels(perMetre: number): Buffer {
  const chunk = Buffer.alloc(21);
  chunk.writeUInt32BE(9, 0);
  chunk.write('pHYs', 4, 'latin1');
  chunk.writeUInt32BE(perMetre, 8);
  chunk.writeUInt32BE(perMetre, 12);
  chunk.writeUInt8(1, 16); // the unit is the metre
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 17)), 17);
  return chunk;
}
