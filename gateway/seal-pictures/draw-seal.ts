import { drawNameSeal, type NameSealOrder, textOfNameSeal } from './name-seal.js';
import { drawRoundSeal, type RoundSealOrder, textsOfRoundSeal } from './round-seal.js';
import { outlinesOf } from './song-font.js';

export type SealPictureOrder =
  | ({ readonly shape: 'round' } & RoundSealOrder)
  | ({ readonly shape: 'name' } & NameSealOrder);

/** A seal's picture. */
export interface SealDrawing {
  readonly svg: string;
  /** Millimetres. */
  readonly width: number;
  readonly height: number;
}

/** Draws a seal with the outlines of the font that comes with the project. @throws SealPictureError */
export async function drawSeal(order: SealPictureOrder): Promise<SealDrawing> {
  switch (order.shape) {
    case 'round': {
      const size = order.diameter ?? 42;
      return {
        svg: drawRoundSeal(order, await outlinesOf(Object.values(textsOfRoundSeal(order)).flat())),
        width: size,
        height: size,
      };
    }
    case 'name': {
      const size = order.side ?? 20;
      return { svg: drawNameSeal(order, await outlinesOf(textOfNameSeal(order))), width: size, height: size };
    }
  }
}
