import { type CodeOptions, isProvincialArea } from './area-codes.js';
import { isCalendarDay } from './calendar-day.js';
import { accepted, type CodeResult, refused } from './code-result.js';

/** A citizen identification number (公民身份号码), GB 11643, taken apart. Personal data: never log it. */
export type CitizenId = {
  readonly text: string;
  readonly areaCode: string;
  /** `YYYY-MM-DD` */
  readonly bornOn: string;
  readonly sequence: string;
};

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const BODY = /^[0-9]{17}$/;
const CODE = /^([0-9]{6})([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{3})[0-9X]$/;
/** Nobody born before has a number; without a clock nothing tighter can be said of the future. */
const FIRST_YEAR = 1850;
const LAST_YEAR = 2099;

/**
 * The check character, ISO 7064 MOD 11-2.
 *
 * @param body the first seventeen digits
 */
export function citizenIdCheckCharacter(body: string): CodeResult<string> {
  if (!BODY.test(body)) return refused('CITIZEN_ID_MALFORMED');
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * Number(body.charAt(at)), 0);
  return accepted('10X98765432'.charAt(sum % 11));
}

/** Eighteen characters: area (6), date of birth (8), sequence (3), check character with a capital X. */
export function parseCitizenId(text: string, options: CodeOptions = {}): CodeResult<CitizenId> {
  const parts = CODE.exec(text);
  if (parts === null) return refused('CITIZEN_ID_MALFORMED');
  const [, areaCode = '', year = '', month = '', day = '', sequence = ''] = parts;
  const check = citizenIdCheckCharacter(text.slice(0, 17));
  if (!check.ok) return check;
  if (check.value !== text.charAt(17)) return refused('CITIZEN_ID_CHECK_CHARACTER');
  if (!isProvincialArea(areaCode, options)) return refused('CITIZEN_ID_AREA');
  const born = Number(year);
  if (born < FIRST_YEAR || born > LAST_YEAR || !isCalendarDay(born, Number(month), Number(day))) {
    return refused('CITIZEN_ID_DATE');
  }
  return accepted({ text, areaCode, bornOn: `${year}-${month}-${day}`, sequence });
}
