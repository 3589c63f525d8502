import { isCalendarDay } from '../codes/calendar-day.js';
import type { OrderIssueCode } from './order-issue.js';

const DAY = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/;

/** Judges a day `YYYY-MM-DD` of the Gregorian calendar. */
export function dayProblem(text: string): OrderIssueCode | undefined {
  const parts = DAY.exec(text);
  if (parts === null) return 'DAY_MALFORMED';
  return isCalendarDay(Number(parts[1]), Number(parts[2]), Number(parts[3])) ? undefined : 'DAY_IMPOSSIBLE';
}

/** The same day of a later year, as an upper bound to compare with: 29 February stays written so in every year. */
export function yearsLater(day: string, years: number): string {
  return String(Number(day.slice(0, 4)) + years).padStart(4, '0') + day.slice(4);
}
