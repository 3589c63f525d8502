import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { create, type Font, type FontCollection } from 'fontkit';
import { decompress } from 'wawoff2';
import { SealPictureError } from './error.js';
import type { GlyphOutline, OutlineStep, Outlines } from './outline.js';

/**
 * Outlines from Noto Serif SC (SIL Open Font License 1.1), a face of the Song kind (宋体), which seals of state organs are cut in
 * (国发〔1999〕25号). It lies in about a hundred files by code point; those that a text needs are read and kept.
 */
const PACKAGE = '@fontsource-variable/noto-serif-sc';
const require = createRequire(import.meta.url);

/** Bold: a seal prints through paper's grain. */
const WEIGHT = 700;
/** Top of the em square above the baseline, in ems: 0.88 in this family, as in all of its makers. */
const ASCENT = 0.88;

interface FontFile {
  readonly name: string;
  readonly ranges: readonly (readonly [number, number])[];
}

let files: Promise<readonly FontFile[]> | undefined;
const fonts = new Map<string, Promise<Font>>();

/** One outline for each character. @throws SealPictureError GLYPH_ABSENT */
export async function outlinesOf(characters: Iterable<string>): Promise<Outlines> {
  files ??= readRanges();
  const known = await files;
  const outlines = new Map<string, GlyphOutline>();
  for (const character of new Set(characters)) {
    const codePoint = character.codePointAt(0) ?? 0;
    const file = known.find(({ ranges }) => ranges.some(([from, to]) => codePoint >= from && codePoint <= to));
    const font = file && (await fontOf(file.name));
    if (font?.hasGlyphForCodePoint(codePoint) !== true) {
      throw new SealPictureError('GLYPH_ABSENT', `the font has no U+${codePoint.toString(16).toUpperCase()}`);
    }
    outlines.set(character, outlineOf(font, codePoint));
  }
  return outlines;
}

async function readRanges(): Promise<FontFile[]> {
  const text = await readFile(require.resolve(`${PACKAGE}/unicode.json`), 'utf8');
  const listed: Record<string, string> = JSON.parse(text);
  return Object.entries(listed).map(([key, ranges]) => ({
    name: `noto-serif-sc-${key.replace(/[[\]]/g, '')}-wght-normal.woff2`,
    ranges: ranges.split(',').map((range) => {
      const [from = '', to = from] = range.trim().slice('U+'.length).split('-');
      return [Number.parseInt(from, 16), Number.parseInt(to, 16)] as const;
    }),
  }));
}

function fontOf(name: string): Promise<Font> {
  const known = fonts.get(name);
  if (known !== undefined) return known;
  const loading = load(name);
  fonts.set(name, loading);
  return loading;
}

async function load(name: string): Promise<Font> {
  const woff2 = await readFile(require.resolve(`${PACKAGE}/files/${name}`));
  // fontkit varies TrueType outlines, not those that WOFF2 has transformed.
  const font = create(Buffer.from(await decompress(woff2)));
  if (!isFont(font)) throw new TypeError(`${name} is a collection`);
  return font.getVariation({ wght: WEIGHT });
}

const isFont = (font: Font | FontCollection): font is Font => 'getVariation' in font;

const LETTERS = {
  moveTo: 'M',
  lineTo: 'L',
  quadraticCurveTo: 'Q',
  bezierCurveTo: 'C',
  closePath: 'Z',
} as const satisfies Record<string, OutlineStep['letter']>;

function outlineOf(font: Font, codePoint: number): GlyphOutline {
  const glyph = font.glyphForCodePoint(codePoint);
  const em = font.unitsPerEm;
  return {
    advance: glyph.advanceWidth / em,
    steps: glyph.path.commands.map(({ command, args }) => ({
      letter: LETTERS[command as keyof typeof LETTERS],
      points: args.map((value, at) => (at % 2 === 0 ? value / em : ASCENT - value / em)),
    })),
  };
}
