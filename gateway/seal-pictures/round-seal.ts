import { SealPictureError } from './error.js';
import { decimal, type Outlines, pathData, placed } from './outline.js';
import { RED_STROKE, svgPicture } from './svg.js';
import { charactersOf, sizeBetween } from './text.js';

/**
 * Diameters in millimetres by 国发〔1999〕25号: 60 the State Council, 50 provinces and ministries, 45 cities and counties, 42 townships;
 * other organs' inner bodies, enterprises, institutions and associations have 45 at most.
 */
export const ROUND_SEAL_DIAMETERS = [42, 45, 50, 60] as const;

export interface RoundSealOrder {
  /** The name of the organ, which runs along the ring from left to right (自左而右环行). */
  readonly name: string;
  /** Millimetres, ring included. 42 unless given. */
  readonly diameter?: number;
  /** Five-pointed star, nothing, or the path of an emblem. Who may bear the national emblem is not judged. */
  readonly centre?: 'star' | 'none' | SealEmblem;
  /** Straight text below the middle: what a special seal (专用章) is for. */
  readonly purpose?: string;
  /** Along the lower edge: the number under which the seal is filed. */
  readonly code?: string;
}

export interface SealEmblem {
  /** Path data of SVG in a square of 100 × 100. */
  readonly path: string;
}

const RING = 1;
/** Between ring and text. */
const MARGIN = 1;
/** Of the circle that the name may take, without and with a number below it. */
const NAME_ARC = (2 * Math.PI * 290) / 360;
const NAME_ARC_ABOVE_CODE = (2 * Math.PI * 250) / 360;
const CODE_ARC = (2 * Math.PI * 80) / 360;
const LONGEST_NAME = 50;
const LONGEST_PURPOSE = 12;
const LONGEST_CODE = 20;
const LONGEST_PATH = 200_000;

/** Its texts, a character each. @throws SealPictureError TEXT_INVALID */
export function textsOfRoundSeal({
  name,
  purpose,
  code,
}: RoundSealOrder): Record<'name' | 'purpose' | 'code', string[]> {
  return {
    name: charactersOf('name', name, LONGEST_NAME),
    purpose: purpose === undefined ? [] : charactersOf('purpose', purpose, LONGEST_PURPOSE),
    code: code === undefined ? [] : charactersOf('code', code, LONGEST_CODE),
  };
}

/**
 * Draws a round official seal (圆形公章) as SVG, to millimetres: ring, star or emblem, the name along the ring. All text is outlines:
 * it looks the same everywhere, and the same order gives the same bytes.
 *
 * @throws SealPictureError TEXT_INVALID, SIZE_INVALID, EMBLEM_INVALID
 */
export function drawRoundSeal(order: RoundSealOrder, outlines: Outlines): string {
  const diameter = sizeBetween('diameter in millimetres', order.diameter ?? 42, 30, 60);
  const radius = diameter / 2;
  const { name, purpose, code } = textsOfRoundSeal(order);
  const height = diameter * 0.125;
  const middle = radius - RING - MARGIN - height / 2;
  const arc = code.length === 0 ? NAME_ARC : NAME_ARC_ABOVE_CODE;
  const paths = [
    ...alongTop(name, outlines, { radius, middle, height, arc }),
    ...straight(purpose, outlines, {
      x: radius,
      y: radius + diameter * 0.24,
      width: diameter * 0.5,
      height: diameter * 0.085,
    }),
    ...alongBottom(code, outlines, {
      radius,
      middle: radius - RING - MARGIN - diameter * 0.025,
      height: diameter * 0.05,
    }),
  ];
  return svgPicture(diameter, diameter, order.name, [
    `<circle cx="${decimal(radius)}" cy="${decimal(radius)}" r="${decimal(radius - RING / 2)}" ${RED_STROKE} stroke-width="${RING}"/>`,
    ...centreOf(order.centre ?? 'star', radius),
    ...paths.map((path) => `<path d="${path}"/>`),
  ]);
}

interface Arc {
  readonly radius: number;
  /** Radius on which the middles of the characters stand. */
  readonly middle: number;
  readonly height: number;
}

/** Evenly over the arc, feet inwards; few characters stand closer together, many are made narrower. */
function alongTop(characters: readonly string[], outlines: Outlines, arc: Arc & { arc: number }): string[] {
  const widest = (1.9 * arc.height) / arc.middle;
  const step = Math.min(widest, arc.arc / characters.length);
  const width = Math.min(arc.height, step * (arc.middle - arc.height / 2) * 0.95);
  return characters.map((character, at) => {
    const angle = (at - (characters.length - 1) / 2) * step;
    return glyph(character, outlines, {
      x: arc.radius + arc.middle * Math.sin(angle),
      y: arc.radius - arc.middle * Math.cos(angle),
      width,
      height: arc.height,
      angle,
    });
  });
}

/** Reads from left to right below, feet outwards. */
function alongBottom(characters: readonly string[], outlines: Outlines, arc: Arc): string[] {
  const step = Math.min((0.8 * arc.height) / arc.middle, CODE_ARC / Math.max(characters.length, 1));
  return characters.map((character, at) => {
    const angle = ((characters.length - 1) / 2 - at) * step;
    return glyph(character, outlines, {
      x: arc.radius - arc.middle * Math.sin(angle),
      y: arc.radius + arc.middle * Math.cos(angle),
      width: Math.min(step * arc.middle * 0.9, arc.height * 0.6),
      height: arc.height,
      angle,
    });
  });
}

function straight(
  characters: readonly string[],
  outlines: Outlines,
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
): string[] {
  const step = Math.min(height * 1.1, width / Math.max(characters.length, 1));
  return characters.map((character, at) =>
    glyph(character, outlines, {
      x: x + (at - (characters.length - 1) / 2) * step,
      y,
      width: Math.min(height, step * 0.95),
      height,
      angle: 0,
    }),
  );
}

function glyph(character: string, outlines: Outlines, place: Parameters<typeof placed>[1]): string {
  const outline = outlines.get(character);
  if (outline === undefined) throw new SealPictureError('GLYPH_ABSENT', `no outline for ${character}`);
  return pathData(outline, placed(outline.advance, place));
}

function centreOf(centre: NonNullable<RoundSealOrder['centre']>, radius: number): string[] {
  if (centre === 'none') return [];
  if (centre === 'star') return [`<path d="${starPath(radius, radius / 3)}"/>`];
  if (centre.path.length > LONGEST_PATH || !/^[MmLlHhVvCcSsQqTtAaZz\d\s.,eE+-]+$/.test(centre.path)) {
    throw new SealPictureError('EMBLEM_INVALID', 'an emblem is path data of SVG');
  }
  const side = radius * 0.75;
  const at = decimal(radius - side / 2);
  return [`<path transform="translate(${at} ${at}) scale(${decimal(side / 100)})" d="${centre.path.trim()}"/>`];
}

/** A pentagram about the middle, one point up. The inner corners lie at 1/φ² of the outer radius. */
function starPath(middle: number, radius: number): string {
  const inner = radius * ((3 - Math.sqrt(5)) / 2);
  const corners = Array.from({ length: 10 }, (_, at) => {
    const [r, angle] = [at % 2 === 0 ? radius : inner, (Math.PI * at) / 5];
    return `${decimal(middle + r * Math.sin(angle))} ${decimal(middle - r * Math.cos(angle))}`;
  });
  return `M${corners.join('L')}Z`;
}
