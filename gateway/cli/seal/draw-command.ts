import { drawSeal, type SealPictureOrder } from '../../seal-pictures/draw-seal.js';
import { SealPictureError } from '../../seal-pictures/error.js';
import { rasterise } from '../../seal-pictures/png.js';
import { CliError, type ExitStatus } from '../cli-error.js';
import { readBytes, writeAtomically } from '../files.js';
import type { Terminal } from '../terminal.js';

export interface DrawOptions {
  name: string;
  shape: SealPictureOrder['shape'];
  size?: string;
  centre?: 'star' | 'none';
  emblem?: string;
  purpose?: string;
  code?: string;
  dpi: string;
}

const LONGEST_EMBLEM = 200_000;

/** `yinxin seal draw`: a seal's picture as SVG or PNG, as the file's name ends. */
export async function drawCommand(file: string, options: DrawOptions, terminal: Terminal): Promise<ExitStatus> {
  const format = /\.(svg|png)$/i.exec(file)?.[1]?.toLowerCase();
  if (format === undefined) throw new CliError('USAGE', `${file}: a name that ends in .svg or .png`);
  try {
    const { svg, width, height } = await drawSeal(await readOrder(options));
    await writeAtomically(file, format === 'svg' ? svg : rasterise(svg, width, readNumber('--dpi', options.dpi)));
    terminal.say(`${file}: ${width} × ${height} mm`);
    return 0;
  } catch (cause) {
    if (!(cause instanceof SealPictureError)) throw cause;
    throw new CliError('USAGE', `${cause.code} (${cause.message})`, { cause });
  }
}

async function readOrder({ shape, name, size, centre, emblem, purpose, code }: DrawOptions): Promise<SealPictureOrder> {
  const millimetres = size === undefined ? undefined : readNumber('--size', size);
  if (shape === 'name') {
    if ([centre, emblem, purpose, code].some((each) => each !== undefined)) {
      throw new CliError('USAGE', 'a name seal has no centre, emblem, purpose or code');
    }
    return { shape, name, ...(millimetres !== undefined && { side: millimetres }) };
  }
  if (centre !== undefined && emblem !== undefined) throw new CliError('USAGE', '--centre or --emblem, not both');
  const middle = emblem === undefined ? centre : { path: (await readBytes(emblem, LONGEST_EMBLEM)).toString('latin1') };
  return {
    shape,
    name,
    ...(millimetres !== undefined && { diameter: millimetres }),
    ...(middle !== undefined && { centre: middle }),
    ...(purpose !== undefined && { purpose }),
    ...(code !== undefined && { code }),
  };
}

function readNumber(option: string, text: string): number {
  if (/^\d{1,4}(\.\d{1,2})?$/.test(text)) return Number(text);
  throw new CliError('USAGE', `${option}: a number`);
}
