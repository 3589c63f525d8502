export const LANGUAGES = ['zh', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The language asked for, or the locale's (POSIX order of precedence); English for all but Chinese. */
export function languageOf(asked: Language | undefined, env: NodeJS.ProcessEnv): Language {
  if (asked !== undefined) return asked;
  const locale = [env.LC_ALL, env.LC_MESSAGES, env.LANG].find((value) => value !== undefined && value !== '');
  return locale?.toLowerCase().startsWith('zh') === true ? 'zh' : 'en';
}
