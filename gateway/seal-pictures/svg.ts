import { decimal } from './outline.js';

/** Red of seal paste. */
const RED = '#d7000f';

/** A picture whose unit is the millimetre. `shapes` are elements of SVG that take their red from here. */
export function svgPicture(width: number, height: number, title: string, shapes: readonly string[]): string {
  const [w, h] = [decimal(width), decimal(height)];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${w}mm" height="${h}mm" viewBox="0 0 ${w} ${h}" fill="${RED}">`,
    `<title>${escaped(title)}</title>`,
    ...shapes,
    '</svg>',
    '',
  ].join('\n');
}

export const RED_STROKE = `fill="none" stroke="${RED}"`;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
