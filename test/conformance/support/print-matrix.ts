import { type Cell, DIRECTIONS, ENGINES, isExplained, OBJECTS } from './matrix.js';
import { gapOf } from './matrix-gaps.js';

const FIELD = 18;
const NOTHING = 'nothing judged !';

/**
 * The matrix as text: a line for each object and direction, a column for each engine. `3+ 14-` are three objects accepted as expected
 * and fourteen refused as expected; `2?` are verdicts that a known quirk explains, `1!` those that nothing explains. A letter is a
 * reason below why nothing stands there.
 */
export function printMatrix(cells: readonly Cell[]): string {
  const reasons: string[] = [];
  const letterOf = (reason: string): string => {
    if (!reasons.includes(reason)) reasons.push(reason);
    return String.fromCharCode(97 + reasons.indexOf(reason));
  };
  const lines = DIRECTIONS.flatMap((direction) => [
    '',
    [direction.padEnd(20), ...ENGINES.map((engine) => engine.padEnd(FIELD))].join('').trimEnd(),
    ...OBJECTS.map((object) => {
      const fields = ENGINES.map((engine) => {
        const own = cells.filter(
          (each) => each.object === object && each.engine === engine && each.direction === direction,
        );
        const reason = gapOf(object, engine, direction);
        return (own.length > 0 ? counts(own) : reason === undefined ? NOTHING : letterOf(reason)).padEnd(FIELD);
      });
      return [object.padEnd(20), ...fields].join('').trimEnd();
    }),
  ]);
  const quirks = [
    ...new Set(cells.flatMap(({ engine, quirk }) => (quirk === undefined ? [] : [`${engine}: ${quirk}`]))),
  ];
  const bad = cells.filter((each) => !isExplained(each)).length;
  const empty = lines.join('\n').split(NOTHING).length - 1;
  return [
    ...lines,
    '',
    '+ accepted as expected, - refused as expected, ? explained by a quirk of the engine, ! not explained',
    ...reasons.map((reason) => `${letterOf(reason)} ${reason}`),
    ...quirks.map((quirk) => `? ${quirk}`),
    `${cells.length} cells, ${bad + empty} unexplained`,
  ].join('\n');
}

function counts(cells: readonly Cell[]): string {
  const bad = cells.filter((each) => !isExplained(each)).length;
  const quirks = cells.filter((each) => each.quirk !== undefined).length;
  const asExpected = cells.filter((each) => each.quirk === undefined && isExplained(each));
  const accepted = asExpected.filter(({ expected }) => expected === 'valid').length;
  const parts = [
    [accepted, '+'],
    [asExpected.length - accepted, '-'],
    [quirks, '?'],
    [bad, '!'],
  ] as const;
  return parts
    .filter(([count]) => count > 0)
    .map(([count, sign]) => `${count}${sign}`)
    .join(' ');
}
