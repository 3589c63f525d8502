import { SealPictureError } from './error.js';
import { decimal, type Outlines, pathData, placed } from './outline.js';
import { RED_STROKE, svgPicture } from './svg.js';
import { charactersOf, sizeBetween } from './text.js';

export interface NameSealOrder {
  /** The name, with 印 after it where that is wanted: 1 to 8 characters. */
  readonly name: string;
  /** Side in millimetres, frame included. 20 unless given. */
  readonly side?: number;
}

const FRAME = 0.8;
const MARGIN = 0.6;
/** Between two characters. */
const GAP = 0.3;
const LONGEST_NAME = 8;

/** Its characters. @throws SealPictureError TEXT_INVALID */
export const textOfNameSeal = ({ name }: NameSealOrder): string[] => charactersOf('name', name, LONGEST_NAME);

/**
 * Draws a personal name seal (名章) as SVG, to millimetres: a square frame, red characters (朱文) in columns from right to left,
 * each made to fill its field. The same order gives the same bytes.
 *
 * @throws SealPictureError TEXT_INVALID, SIZE_INVALID
 */
export function drawNameSeal(order: NameSealOrder, outlines: Outlines): string {
  const side = sizeBetween('side in millimetres', order.side ?? 20, 10, 30);
  const columns = columnsOf(textOfNameSeal(order));
  const from = FRAME + MARGIN;
  const room = side - 2 * from;
  const width = (room - GAP * (columns.length - 1)) / columns.length;
  const paths = columns.flatMap((column, at) => {
    const height = (room - GAP * (column.length - 1)) / column.length;
    const x = side - from - width / 2 - at * (width + GAP);
    return column.map((character, row) => {
      const outline = outlines.get(character);
      if (outline === undefined) throw new SealPictureError('GLYPH_ABSENT', `no outline for ${character}`);
      const y = from + height / 2 + row * (height + GAP);
      return pathData(outline, placed(outline.advance, { x, y, width, height, angle: 0 }));
    });
  });
  const inset = decimal(FRAME / 2);
  const frame = decimal(side - FRAME);
  return svgPicture(side, side, order.name, [
    `<rect x="${inset}" y="${inset}" width="${frame}" height="${frame}" ${RED_STROKE} stroke-width="${FRAME}"/>`,
    ...paths.map((path) => `<path d="${path}"/>`),
  ]);
}

/** One column up to two characters, two up to six, then three; the first, the family name's, is the shorter one. */
function columnsOf(characters: readonly string[]): string[][] {
  const count = characters.length <= 2 ? 1 : characters.length <= 6 ? 2 : 3;
  const columns: string[][] = [];
  let at = 0;
  for (let left = count; left > 0; left--) {
    const length = Math.floor((characters.length - at) / left);
    columns.push(characters.slice(at, at + length));
    at += length;
  }
  return columns;
}
